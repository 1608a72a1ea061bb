import { formatAmount, formatBytes, formatCount, formatDuration, formatRate, shorten } from './format.js';
import type { TaskMeter } from './task-meter.js';

const LABEL = 18;
const BAR = 16;

/** The line of a running task, at most `width` columns: label, bar, progress, rate, remaining time, note. */
export function runningLine(task: TaskMeter, width: number): string {
  const share = task.total > 0 ? Math.min(1, task.done / task.total) : 1;
  const filled = Math.round(share * BAR);
  const rate = task.rate === undefined ? '' : `  ${rateText(task.rate, task.unit)}`;
  const eta = task.remaining === undefined ? '' : `  ETA ${formatDuration(Math.ceil(task.remaining))}`;
  const note = task.note === undefined ? '' : `  ${task.note}`;
  const label = shorten(task.label, LABEL).padEnd(LABEL);
  const bar = `[${'='.repeat(filled)}${' '.repeat(BAR - filled)}]`;
  const count = `${doneText(task)}/${formatAmount(task.total, task.unit)}`;
  return shorten(`${label} ${bar} ${count}${rate}${eta}${note}`, width);
}

/** "train HTD: 100 steps", or for a resumed run "train HTD: 100 steps, 40 of them done before". */
export function startLine(task: TaskMeter): string {
  const before = task.done > 0 ? `, ${doneText(task)} of them done before` : '';
  return `${task.label}: ${formatAmount(task.total, task.unit)}${before}`;
}

/** "train HTD: done in 3m 05s, 100 steps (loss 1.9)", "merge: done in 4.1 s, 3.6 GB, 882.5 MB/s". */
export function endLine(task: TaskMeter): string {
  const note = task.note === undefined ? '' : ` (${task.note})`;
  const mean = task.unit === 'bytes' && task.meanRate !== undefined ? `, ${rateText(task.meanRate, task.unit)}` : '';
  return `${task.label}: done in ${formatDuration(task.seconds)}, ${formatAmount(task.done, task.unit)}${mean}${note}`;
}

function rateText(perSecond: number, unit: string): string {
  return unit === 'bytes' ? `${formatBytes(Math.round(perSecond))}/s` : formatRate(perSecond);
}

function doneText({ done, unit }: TaskMeter): string {
  return unit === 'bytes' ? formatBytes(done) : formatCount(done);
}
