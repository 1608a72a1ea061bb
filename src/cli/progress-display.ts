import { MultiBar } from 'cli-progress';
import { type Progress, type ProgressTask, silentProgress } from '../core/progress.js';
import { endLine, runningLine, startLine } from './task-line.js';
import { TaskMeter } from './task-meter.js';

/** Output of progress: a terminal, a pipe or a file. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressOptions {
  /** JSON lines instead of text for people. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly stream: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/** Displayed progress. */
export interface ProgressDisplay extends Progress {
  /** Closes the display, even with running tasks, and restores the terminal. */
  close(): void;
}

/** Display of a running task. */
interface TaskView {
  advanced(): void;
  ended(): void;
}

/** Milliseconds between two JSON lines about one running task. */
const JSON_INTERVAL = 1000;
const MAX_WIDTH = 80;

/**
 * Chooses the display: nothing when quiet; JSON lines; moving bars on a terminal; elsewhere, and in CI, one line when a
 * task starts and one when it ends.
 */
export function createProgress(options: ProgressOptions): ProgressDisplay {
  const { json, quiet, stream, env, now = Date.now } = options;
  if (quiet) return { ...silentProgress, close() {} };
  if (json) return display(now, (task) => jsonView(task, stream, now));
  const ci = !['', '0', 'false'].includes(env.CI ?? '');
  if (stream.isTTY && !ci && env.TERM !== 'dumb') return barDisplay(stream, now);
  return display(now, (task) => lineView(task, stream));
}

function display(now: () => number, view: (task: TaskMeter) => TaskView, close = () => {}): ProgressDisplay {
  return {
    task(label, total, unit, done = 0): ProgressTask {
      const meter = new TaskMeter(label, total, unit, done, now);
      let shown: TaskView | undefined = view(meter);
      return {
        advance(n = 1, note) {
          meter.advance(n, note);
          shown?.advanced();
        },
        end(note) {
          if (note !== undefined) meter.note = note;
          shown?.ended();
          shown = undefined;
        },
      };
    },
    close,
  };
}

function lineView(task: TaskMeter, stream: ProgressStream): TaskView {
  stream.write(`${startLine(task)}\n`);
  return { advanced() {}, ended: () => void stream.write(`${endLine(task)}\n`) };
}

function jsonView(task: TaskMeter, stream: ProgressStream, now: () => number): TaskView {
  let last = now();
  const write = (state: 'started' | 'running' | 'ended') => {
    const { label, unit, done, total, note } = task;
    const round = (value: number | undefined) => (value === undefined ? null : Number(value.toPrecision(4)));
    const pace = { seconds: round(task.seconds), rate: round(task.rate), remaining: round(task.remaining) };
    stream.write(
      `${JSON.stringify({ event: 'task', state, label, done, total, unit, ...pace, note: note ?? null })}\n`,
    );
  };
  write('started');
  return {
    advanced() {
      if (now() - last < JSON_INTERVAL) return;
      last = now();
      write('running');
    },
    ended: () => write('ended'),
  };
}

function barDisplay(stream: ProgressStream, now: () => number): ProgressDisplay {
  // Line wrapping and cursor are left alone, so that even a kill leaves the terminal usable.
  const bars = new MultiBar({ stream, clearOnComplete: true, forceRedraw: true, linewrap: true, emptyOnZero: true });
  const width = () => Math.min(MAX_WIDTH, stream.columns ?? MAX_WIDTH) - 1;
  const running = new Set<TaskMeter>();
  const view = (task: TaskMeter): TaskView => {
    running.add(task);
    const bar = bars.create(task.total, task.done, {}, { format: () => runningLine(task, width()) });
    return {
      advanced: () => bar.update(task.done),
      ended() {
        // After close() nothing is drawn any more.
        if (!running.delete(task)) return;
        bars.log(`${endLine(task)}\n`);
        bars.remove(bar);
        if (running.size === 0) bars.stop();
      },
    };
  };
  return display(now, view, () => {
    if (running.size > 0) bars.stop();
    running.clear();
  });
}
