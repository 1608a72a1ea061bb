import { describe, expect, it } from 'vitest';
import { eventOf, ProgressLines } from './progress-lines.js';

describe('eventOf', () => {
  const event = { event: 'resumed', step: 2, steps: 9 } as const;
  it.each([
    ['alone', `unisono: ${JSON.stringify(event)}`],
    [
      'behind what Ray puts before the lines of workers',
      `\u001b[36m(RayTrainWorker pid=7)\u001b[0m unisono: ${JSON.stringify(event)}\u001b[0m`,
    ],
    ['with a carriage return', `unisono: ${JSON.stringify(event)}\r`],
  ])('reads a line, %s', (_, line) => {
    expect(eventOf(line)).toEqual(event);
  });

  it.each([
    ['', 'no line'],
    ['2026-11-25 INFO job_manager.py:530 -- Runtime env is setting up.', 'a line of Ray'],
    ['unisono: {"event":"step","step":1', 'a broken line'],
    ['unisono: {"event":"sneeze"}', 'an event of another version'],
    ['unisono: {"event":"step","step":-1,"steps":2,"ce":1}', 'a step that cannot be'],
    ['unisono: {"event":"step","step":1,"steps":2,"ce":NaN}', 'no JSON'],
  ])('passes over %j: %s', (line) => {
    expect(eventOf(line)).toBeUndefined();
  });
});

describe('ProgressLines', () => {
  const line = (done: number) => `unisono: {"event":"queries","done":${done},"total":9}\n`;
  it('gives every event once, and waits for the end of a line', () => {
    const lines = new ProgressLines();
    const dones = (log: string) => lines.next(log).map((event) => (event.event === 'queries' ? event.done : undefined));
    const whole = line(1) + line(2) + line(3);
    expect(dones('')).toEqual([]);
    expect(dones(whole.slice(0, line(1).length + 9))).toEqual([1]);
    expect(dones(whole)).toEqual([2, 3]);
    expect(dones(whole)).toEqual([]);
    // The log of another submission begins anew.
    expect(dones(line(4))).toEqual([4]);
  });
});
