import { describe, expect, it } from 'vitest';
import { failureOf } from './job-failure.js';

const WORK = { name: 'HTD', folder: '/storage/abc' };

describe('failureOf', () => {
  it.each([
    ['version', 'transformers 5.9 is there, >=4.56,<6 is supported', 'RAY_VERSION', '>=4.56,<6 is supported. fix it'],
    ['storage', 'No space left on device', 'RAY_STORAGE', '/storage/abc: No space left on device. engine.storage'],
    ['memory', 'not enough', 'RAY_MEMORY', 'out of memory (not enough). fix it'],
    [
      'loss',
      'a loss or the gradient of step 3 is nan',
      'LOSS_NOT_FINITE',
      'training of HTD: loss or gradient became nan at step 3',
    ],
    ['other', 'the sky has fallen.', 'RAY_JOB_FAILED', 'job x: failed (the sky has fallen). fix it'],
  ])('goes by what the worker told: %s', (code, message, expected, part) => {
    const told = { event: 'error', code, message, remedy: 'fix it' } as const;
    const error = failureOf(WORK, 'x', 'http://head', told, { status: 'FAILED' }, 'Error: another');
    expect(error.code).toBe(expected);
    expect(error.message).toContain(part);
  });

  it('looks into the log of a worker that died without a word', () => {
    const log = 'Traceback (most recent call last):\n  x\nModuleNotFoundError: No module named torch\nbye';
    const details = { status: 'FAILED', message: 'Job entrypoint command failed with exit code 1\nmore' } as const;
    expect(failureOf(WORK, 'x', 'http://head', undefined, details, log).message).toContain(
      '(Job entrypoint command failed with exit code 1; ModuleNotFoundError: No module named torch). Run the same command again',
    );
    expect(failureOf(WORK, 'x', 'http://head', undefined, { status: 'FAILED' }, '').message).toContain(
      'no reason given',
    );
  });
});
