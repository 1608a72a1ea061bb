import { join } from 'node:path';
import { z } from 'zod';
import { discard, readJson, writeJson } from '../core/files.js';

/**
 * Time and memory of a stage's work, in a file beside its stage.json. It is not an output of the stage, because it differs
 * each time.
 */
export const COST_FILE = '.cost.json';

/** Cost of the last process that worked on the stage, without earlier killed runs. */
export const MeasuredCost = z.object({
  seconds: z.number().nonnegative(),
  /** Largest resident memory of the whole process while the stage ran, sampled; stages side by side share it. */
  peakBytes: z.number().nonnegative(),
});
export type MeasuredCost = z.infer<typeof MeasuredCost>;

const SAMPLE_MILLISECONDS = 200;

/** Runs `work` and returns its cost. */
export async function measureCost(work: () => Promise<void>): Promise<MeasuredCost> {
  let peakBytes = process.memoryUsage.rss();
  const sample = () => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS).unref();
  const started = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  sample();
  return { seconds: (performance.now() - started) / 1000, peakBytes };
}

/** Deletes the record of earlier work. */
export function discardCost(dir: string): void {
  discard(join(dir, COST_FILE));
}

/** @throws FILE_UNWRITABLE, DISK_FULL */
export function writeCost(dir: string, cost: MeasuredCost): void {
  writeJson(join(dir, COST_FILE), cost);
}

/** Undefined if there is no record (after a kill) or it cannot be read. */
export function readCost(dir: string): MeasuredCost | undefined {
  try {
    return readJson(join(dir, COST_FILE), MeasuredCost);
  } catch {
    return undefined;
  }
}
