import { join } from 'node:path';
import { z } from 'zod';
import { discard, readJson, writeJson } from '../core/files.js';

/**
 * What a stage's work took, beside its stage.json. A file of its own, and no output of the stage: it differs each time,
 * and everything that a stage is judged by must not.
 */
export const COST_FILE = '.cost.json';

/** Of the last process that worked on the stage; a killed run's part is lost with it. */
export const MeasuredCost = z.object({
  seconds: z.number().nonnegative(),
  /** Largest resident memory of the whole process while the stage ran, sampled; stages side by side share it. */
  peakBytes: z.number().nonnegative(),
});
export type MeasuredCost = z.infer<typeof MeasuredCost>;

const SAMPLE_MILLISECONDS = 200;

/** Runs `work` and says what it took. */
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

/** Forgets what was recorded of earlier work. */
export function discardCost(dir: string): void {
  discard(join(dir, COST_FILE));
}

/** @throws FILE_UNWRITABLE, DISK_FULL */
export function writeCost(dir: string, cost: MeasuredCost): void {
  writeJson(join(dir, COST_FILE), cost);
}

/** Undefined where none was recorded (a kill came right after the work), or none that can be read. */
export function readCost(dir: string): MeasuredCost | undefined {
  try {
    return readJson(join(dir, COST_FILE), MeasuredCost);
  } catch {
    return undefined;
  }
}
