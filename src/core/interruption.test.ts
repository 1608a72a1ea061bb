import { describe, expect, it } from 'vitest';
import { hasCleanups, onInterruption, runCleanups } from './interruption.js';

describe('runCleanups', () => {
  it('does all that was asked for, whatever fails, and what was taken back no more', async () => {
    const done: string[] = [];
    const tidy = (name: string) => async () => void done.push(name);
    const takeBack = [
      onInterruption(tidy('first')),
      onInterruption(() => Promise.reject(new Error('fails'))),
      onInterruption(tidy('second')),
    ];
    expect(hasCleanups()).toBe(true);
    await runCleanups(1000);
    expect(done).toEqual(['first', 'second']);
    for (const each of takeBack) each();
    expect(hasCleanups()).toBe(false);
    await runCleanups(1000);
    expect(done).toHaveLength(2);
  });

  it('waits no longer than it may', async () => {
    const takeBack = onInterruption(() => new Promise(() => {}));
    await runCleanups(5);
    takeBack();
  });
});
