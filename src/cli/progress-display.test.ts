import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeStream } from './fake-stream.contract.js';
import { createProgress, type ProgressOptions } from './progress-display.js';

/** A control sequence, or the end of a line. */
const CURSOR_MOVE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Z]|\\n`);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function create(stream: FakeStream, options: Partial<ProgressOptions> = {}) {
  return createProgress({ json: false, quiet: false, env: {}, stream, ...options });
}

const wait = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('without a terminal', () => {
  it('writes a line at the start and one at the end of a task, and nothing in between', () => {
    const stream = new FakeStream();
    const progress = create(stream);
    const task = progress.task('train HTD', 1200, 'steps', 40);
    const other = progress.task('merge', 2, 'tensors');
    for (let i = 0; i < 100; i++) {
      wait(2);
      task.advance(11, `loss ${i}`);
    }
    expect(stream.lines).toEqual(['train HTD: 1,200 steps, 40 of them done before', 'merge: 2 tensors']);
    task.end();
    task.end('again');
    other.end('nothing to do');
    expect(stream.lines.slice(2)).toEqual([
      'train HTD: done in 3m 20s, 1,140 steps (loss 99)',
      'merge: done in 3m 20s, 0 tensors (nothing to do)',
    ]);
  });

  it('writes bytes in powers of ten, and how many a second', () => {
    const stream = new FakeStream();
    const task = create(stream).task('merge', 3_618_243_872, 'bytes', 1_000_000_000);
    // Fast at first: the end tells the mean since the start, not the rate of late.
    wait(4);
    task.advance(2_000_000_000);
    wait(60);
    task.advance(300_000_000);
    wait(36);
    task.advance(318_243_872);
    task.end();
    expect(stream.lines).toEqual([
      'merge: 3.6 GB, 1.0 GB of them done before',
      'merge: done in 1m 40s, 3.6 GB, 26.2 MB/s',
    ]);
  });

  it.each([
    ['in CI', { CI: 'true' }],
    ['on a dumb terminal', { TERM: 'dumb' }],
  ])('does the same %s', (_, env) => {
    const stream = new FakeStream(true);
    create(stream, { env }).task('merge', 2, 'tensors').end();
    expect(stream.text).toBe('merge: 2 tensors\nmerge: done in 0 s, 0 tensors\n');
  });

  it.each([[new FakeStream()], [new FakeStream(true)]])('is silent when quiet', (stream) => {
    for (const json of [false, true]) {
      const progress = create(stream, { quiet: true, json });
      const task = progress.task('merge', 2, 'tensors');
      task.advance();
      task.end();
      progress.close();
    }
    expect(stream.text).toBe('');
  });
});

describe('as JSON lines', () => {
  it('writes an event at the start, at most one a second, and one at the end', () => {
    const stream = new FakeStream(true);
    const task = create(stream, { json: true }).task('train', 100, 'steps', 10);
    for (let i = 0; i < 50; i++) {
      wait(0.1);
      task.advance(1, 'loss 1');
    }
    task.end();
    const events = stream.lines.map((line) => JSON.parse(line));
    expect(events.map(({ state, done }) => `${state} ${done}`)).toEqual([
      'started 10',
      'running 20',
      'running 30',
      'running 40',
      'running 50',
      'running 60',
      'ended 60',
    ]);
    expect(events[0]).toEqual({
      event: 'task',
      state: 'started',
      label: 'train',
      done: 10,
      total: 100,
      unit: 'steps',
      seconds: 0,
      rate: null,
      remaining: null,
      note: null,
    });
    expect(events.at(-1)).toMatchObject({ seconds: 5, rate: 10, remaining: 4, note: 'loss 1' });
  });
});

describe('on a terminal', () => {
  /** The lines that were drawn, one after the other: every move of the cursor begins a new one. */
  const drawn = (stream: FakeStream) => stream.text.split(CURSOR_MOVE);

  it('draws what, how far, how fast and how long still, for several tasks at once', () => {
    const stream = new FakeStream(true);
    const progress = create(stream);
    const train = progress.task('train HTD', 100, 'steps');
    const merge = progress.task('merge', 8, 'tensors');
    wait(10);
    train.advance(50, 'loss 1.5');
    wait(0.2);
    const shown = drawn(stream);
    expect(shown).toContain('train HTD          [========        ] 50/100 steps  4.9/s  ETA 11 s  loss 1.5');
    expect(shown).toContain('merge              [                ] 0/8 tensors');
    train.end();
    merge.end();
    expect(drawn(stream)).toContain('train HTD: done in 10 s, 50 steps (loss 1.5)');
    expect(drawn(stream)).toContain('merge: done in 10 s, 0 tensors');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('draws bytes so that speed and time have room', () => {
    const stream = new FakeStream(true);
    const task = create(stream).task('merge', 3_618_243_872, 'bytes');
    wait(4);
    task.advance(1_012_531_200);
    wait(0.2);
    const line = 'merge              [====            ] 1.0 GB/3.6 GB  241.1 MB/s  ETA 11 s';
    expect(drawn(stream)).toContain(line);
    task.end();
  });

  it.each([
    [200, 80],
    [40, 40],
  ])('keeps every line within the terminal (%d columns) and within 80', (columns, width) => {
    const stream = new FakeStream(true, columns);
    const task = create(stream).task('a label that is much too long for one line', 123_456_789, 'parameters');
    wait(5);
    task.advance(65_432_100, 'a note that is longer than anything that fits');
    wait(1);
    const lines = drawn(stream).filter((line) => line.includes('['));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThan(width);
    task.end();
  });

  it('starts again after the last task has ended', () => {
    const stream = new FakeStream(true);
    const progress = create(stream);
    progress.task('train', 1, 'steps').end();
    const before = stream.text.length;
    const task = progress.task('merge', 4, 'tensors');
    task.advance(1);
    wait(1);
    expect(stripVTControlCharacters(stream.text.slice(before))).toContain('1/4 tensors');
    task.end();
  });

  it('comes down with tasks under way, which may still report', () => {
    const progress = create(new FakeStream(true));
    const task = progress.task('merge', 4, 'tensors');
    wait(1);
    progress.close();
    progress.close();
    task.advance();
    task.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
