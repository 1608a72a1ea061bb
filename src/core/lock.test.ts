import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './lock.js';

let dir: string;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'unisono-lock-')), 'run');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

const locked = expect.objectContaining({ code: 'RUN_LOCKED' });

/** A lock as a process that is dead, or has another start time, would have left it. */
function leaveLock(content: string): void {
  lockDirectory(dir)();
  writeFileSync(join(dir, '.lock'), content);
}

describe('lockDirectory', () => {
  it('creates the directory and is released', () => {
    const unlock = lockDirectory(dir);
    expect(readFileSync(join(dir, '.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid}( \\d+)?$`));
    unlock();
    expect(readdirSync(dir)).toEqual([]);
    lockDirectory(dir)();
  });

  it('refuses a second lock and says who has the first', () => {
    const unlock = lockDirectory(dir);
    expect(() => lockDirectory(dir)).toThrow(
      expect.objectContaining({ code: 'RUN_LOCKED', details: { path: dir, pid: `${process.pid}` } }),
    );
    unlock();
  });

  it('is kept from other processes while its own lives, and taken over once that is killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const startTime = existsSync('/proc') ? ` ${readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')[21]}` : '';
    leaveLock(`${child.pid}${startTime}`);
    expect(() => lockDirectory(dir)).toThrow(locked);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDirectory(dir)();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['of a dead process', () => `${spawnSync(process.execPath, ['-e', '']).pid}`],
    ['that was never written', () => ''],
    ['that is no lock', () => 'hello'],
  ])('takes over a lock %s', (_, content) => {
    leaveLock(content());
    const unlock = lockDirectory(dir);
    expect(() => lockDirectory(dir)).toThrow(locked);
    unlock();
  });

  it.runIf(existsSync('/proc/self/stat'))('takes over the lock of an earlier process with the same id', () => {
    leaveLock(`${process.pid} 1`);
    lockDirectory(dir)();
  });

  it('does not remove a lock that has become somebody else’s', () => {
    const unlock = lockDirectory(dir);
    writeFileSync(join(dir, '.lock'), '1 1');
    unlock();
    expect(readFileSync(join(dir, '.lock'), 'utf8')).toBe('1 1');
  });

  it('says why a directory cannot be locked', () => {
    writeFileSync(join(dir, '..', 'file'), '');
    expect(() => lockDirectory(join(dir, '..', 'file'))).toThrow(expect.objectContaining({ code: 'FILE_UNWRITABLE' }));
  });
});
