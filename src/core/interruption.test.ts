import { describe, expect, it } from 'vitest';
import { onInterruption, tidyUp, wantsTidying } from './interruption.js';

describe('tidyUp', () => {
  it('does all that was asked for, whatever fails, and what was taken back no more', async () => {
    const done: string[] = [];
    const tidy = (name: string) => async () => void done.push(name);
    const takeBack = [
      onInterruption(tidy('first')),
      onInterruption(() => Promise.reject(new Error('fails'))),
      onInterruption(tidy('second')),
    ];
    expect(wantsTidying()).toBe(true);
    await tidyUp(1000);
    expect(done).toEqual(['first', 'second']);
    for (const each of takeBack) each();
    expect(wantsTidying()).toBe(false);
    await tidyUp(1000);
    expect(done).toHaveLength(2);
  });

  it('waits no longer than it may', async () => {
    const takeBack = onInterruption(() => new Promise(() => {}));
    await tidyUp(5);
    takeBack();
  });
});
