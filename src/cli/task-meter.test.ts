import { describe, expect, it } from 'vitest';
import { TaskMeter } from './task-meter.js';

function meter(total: number, done = 0) {
  const clock = { seconds: 100 };
  return { clock, task: new TaskMeter('train', total, 'steps', done, () => clock.seconds * 1000) };
}

describe('TaskMeter', () => {
  it('knows neither rate nor remaining time before anything is done', () => {
    const { clock, task } = meter(10);
    clock.seconds += 5;
    expect([task.rate, task.remaining, task.seconds]).toEqual([undefined, undefined, 5]);
  });

  it('measures from the start of this run, not from what an earlier one did', () => {
    const { clock, task } = meter(100, 60);
    clock.seconds += 4;
    task.advance(20, undefined);
    expect([task.done, task.rate, task.remaining]).toEqual([80, 5, 4]);
  });

  it('forgets a slow beginning', () => {
    const { clock, task } = meter(1000);
    clock.seconds += 100;
    task.advance(1, undefined);
    for (let i = 0; i < 40; i++) {
      clock.seconds += 1;
      task.advance(2, undefined);
    }
    expect(task.rate).toBeCloseTo(2, 1);
  });

  it('has a rate when single units take longer than the window', () => {
    const { clock, task } = meter(10);
    for (let i = 0; i < 5; i++) {
      clock.seconds += 100;
      task.advance(1, undefined);
    }
    expect(task.rate).toBeCloseTo(0.01, 5);
    expect(task.remaining).toBeCloseTo(500, 1);
  });

  it('slows down while nothing happens', () => {
    const { clock, task } = meter(10);
    clock.seconds += 1;
    task.advance(2, undefined);
    clock.seconds += 3;
    expect(task.rate).toBe(0.5);
  });

  it('never expects less than no time', () => {
    const { clock, task } = meter(10);
    clock.seconds += 1;
    task.advance(12, undefined);
    expect(task.remaining).toBe(0);
  });

  it('keeps the last note', () => {
    const { task } = meter(10);
    task.advance(1, 'loss 2');
    task.advance(1, undefined);
    expect(task.note).toBe('loss 2');
  });
});
