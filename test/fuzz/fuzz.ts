import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnisonoError } from '../../src/core/errors.js';
import { RandomStream } from '../../src/core/random.js';
import { type Target, targets } from './targets.js';

export interface FuzzOptions {
  readonly folder: string;
  readonly seed: number;
  /** Stops after so many rounds, each of which damages and reads every target once. */
  readonly rounds?: number;
  /** Stops after so many milliseconds. */
  readonly milliseconds?: number;
}

/** What the fuzzing has seen. */
export interface FuzzResult {
  readonly rounds: number;
  /** How often each error code was met; "read" where a damaged file was read without one. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What must not happen, each with the file that shows it. */
  readonly faults: readonly string[];
  /** Bytes of memory (RSS) at most, above what there was at the start. */
  readonly growth: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Reading any of the small files may not take so much more memory, nor so long, whatever they claim. */
const MOST_GROWTH = 1 << 30;
const LONGEST_READ = 20_000;
/** The codes of errors that say that something went wrong within unisono. */
const DEFECTS = ['INTERNAL', 'BAD_ARGUMENT', 'SHAPE_MISMATCH'];

/**
 * Damages files and reads them: every damage must end in success or a typed error, within bounds of memory and time. The
 * same seed damages in the same ways.
 */
export async function fuzz({ folder, seed, rounds = NEVER, milliseconds = NEVER }: FuzzOptions): Promise<FuzzResult> {
  const all = targets(folder);
  const end = Date.now() + milliseconds;
  const base = process.memoryUsage().rss;
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  let [round, growth] = [0, 0];
  for (; round < rounds && Date.now() < end && faults.length < 10; round++) {
    for (const target of all) {
      const input = target.damage(new RandomStream(seed, `${target.name} ${round}`));
      const began = process.cpuUsage();
      const outcome = await outcomeOf(target);
      outcomes[outcome.code] = (outcomes[outcome.code] ?? 0) + 1;
      growth = Math.max(growth, process.memoryUsage().rss - base);
      const { user, system } = process.cpuUsage(began);
      const fault = outcome.fault ?? boundsFault(growth, (user + system) / 1000);
      if (fault === undefined) continue;
      const kept = join(folder, `fault-${faults.length}`);
      writeFileSync(kept, input);
      faults.push(`${target.name}, round ${round}: ${fault} (input kept as ${kept})`);
      if (growth > MOST_GROWTH) return { rounds: round, outcomes, faults, growth };
    }
  }
  return { rounds: round, outcomes, faults, growth };
}

async function outcomeOf(target: Target): Promise<{ code: string; fault?: string }> {
  try {
    await target.read();
    return { code: 'read' };
  } catch (error) {
    if (!(error instanceof UnisonoError)) return { code: 'crash', fault: (error as Error).stack ?? String(error) };
    const { code, message } = error;
    return DEFECTS.includes(code) ? { code, fault: message } : { code };
  }
}

function boundsFault(growth: number, milliseconds: number): string | undefined {
  if (growth > MOST_GROWTH) return `memory grew by ${growth} bytes`;
  return milliseconds > LONGEST_READ ? `it took ${milliseconds} ms` : undefined;
}
