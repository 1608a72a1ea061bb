import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AnswerLog } from './answer-log.js';
import { askAll } from './ask-all.js';
import { type AnswerFunction, asTarget, fromFunction } from './function-target.js';
import { CONTEXTS, describeTarget } from './target.contract.js';
import { TargetFailure } from './target-failure.js';

const echo: AnswerFunction = async (question, { contexts = [] }) =>
  `${question} from ${contexts.map(({ id }) => id).join() || 'memory'}`;

describeTarget('function', async () => {
  const base = { name: 'echo', version: '1', takesContexts: true, retrieves: false };
  return {
    target: fromFunction(echo, base),
    changed: {
      name: fromFunction(echo, { ...base, name: 'other' }),
      version: fromFunction(echo, { ...base, version: '2' }),
      identity: fromFunction(echo, { ...base, identity: { kind: 'mine', version: '1' } }),
      unversioned: fromFunction(echo, { name: 'echo', takesContexts: true, retrieves: false }),
      unversionedAgain: fromFunction(echo, { name: 'echo', takesContexts: true, retrieves: false }),
    },
  };
});

describeTarget('function that retrieves itself and takes no contexts', async () => ({
  target: fromFunction((question) => ({ answer: question, contexts: CONTEXTS })),
  changed: { name: fromFunction(echo) },
}));

describe('fromFunction', () => {
  const dir = mkdtempSync(join(tmpdir(), 'unisono-function-target-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const asked = { id: 'q', question: 'Why?' };
  const noWait = { wait: async () => {} };

  it('is told the question and everything else that is known of it', async () => {
    const seen: unknown[] = [];
    const target = fromFunction((question, { signal, ...rest }) => {
      seen.push(question, rest, signal.aborted);
      return 'So.';
    });
    expect(await target.answer({ ...asked, repeat: 2 })).toMatchObject({ answer: 'So.' });
    expect(seen).toEqual(['Why?', { ...asked, repeat: 2 }, false]);
    expect(target.name).toBe('function');
    expect(asTarget(echo).name).toBe('echo');
    expect(asTarget(target)).toBe(target);
  });

  it('is asked again when it throws, and not when its failure says that it is for good', async () => {
    let calls = 0;
    const flaky = fromFunction(async () => {
      if (++calls < 3) throw new Error('busy');
      return 'at last';
    });
    const [answer] = await askAll(flaky, [asked], new AnswerLog(join(dir, 'flaky.jsonl')), noWait);
    expect(answer).toMatchObject({ answer: 'at last', attempts: 3 });

    calls = 0;
    const refusing = fromFunction(() => {
      calls++;
      throw new TargetFailure('TARGET_REFUSED', { target: 'x', id: 'q', reason: 'no' }, 'question');
    });
    const log = new AnswerLog(join(dir, 'refusing.jsonl'));
    await expect(askAll(refusing, [asked], log, noWait)).rejects.toMatchObject({ code: 'TARGET_INCOMPLETE' });
    expect(calls).toBe(1);
  });

  it('is given up after its time, whether it heeds the signal or not', async () => {
    const target = fromFunction(() => new Promise<string>(() => {}), { timeoutSeconds: 0.01, retries: 1 });
    await expect(askAll(target, [asked], new AnswerLog(join(dir, 'slow.jsonl')), noWait)).rejects.toThrow(/in time/);
  });

  it('is not called once nobody waits for it', async () => {
    let calls = 0;
    const target = fromFunction(() => `answer ${++calls}`);
    await expect(target.answer(asked, AbortSignal.abort())).rejects.toMatchObject({ code: 'TARGET_FUNCTION' });
    expect(calls).toBe(0);
  });

  it.each([
    ['a number', 3, /it returned 3/],
    ['nothing', undefined, /it returned undefined/],
    ['a context without a text', { answer: 'a', contexts: [{ id: 'x', title: '' }] }, /neither a text nor/],
  ])('refuses %s as an answer', async (_, returned, message) => {
    const target = fromFunction((() => returned) as unknown as AnswerFunction);
    await expect(target.answer(asked)).rejects.toMatchObject({ code: 'TARGET_FUNCTION', scope: 'target' });
    await expect(target.answer(asked)).rejects.toThrow(message);
  });

  it('refuses limits out of their range', () => {
    expect(() => fromFunction(echo, { concurrency: 0 })).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(() => fromFunction(echo, { timeoutSeconds: 0 })).toThrow(/timeoutSeconds/);
  });
});
