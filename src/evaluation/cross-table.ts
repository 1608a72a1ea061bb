import { z } from 'zod';

const Count = z.int().nonnegative();

/** Pairs by how many of their two answers are right. */
const ByCorrectness = z.object({ bothRight: Count, oneRight: Count, noneRight: Count });

/**
 * Consistency by correctness, in pairs: consistent by RS or not, and how many of the two answers are right (ROUGE-L
 * against the reference above the threshold of RS). `consistent.noneRight` is what RS alone would praise wrongly.
 */
export const CrossTable = z.object({ consistent: ByCorrectness, inconsistent: ByCorrectness });
export type CrossTable = z.infer<typeof CrossTable>;

/** What a cross table reads of a pair: RS, and whether each answer is right. */
export interface JudgedPair {
  readonly rs: 0 | 1;
  readonly rougeLOriginal: number;
  readonly rougeLVariant: number;
}

/** Counts pairs; an answer is right when its ROUGE-L F1 against the reference is strictly above `threshold`. */
export function crossTable(pairs: readonly JudgedPair[], threshold: number): CrossTable {
  const table = {
    consistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
    inconsistent: { bothRight: 0, oneRight: 0, noneRight: 0 },
  };
  for (const { rs, rougeLOriginal, rougeLVariant } of pairs) {
    const right = Number(rougeLOriginal > threshold) + Number(rougeLVariant > threshold);
    const row = rs === 1 ? table.consistent : table.inconsistent;
    row[(['noneRight', 'oneRight', 'bothRight'] as const)[right] as keyof typeof row]++;
  }
  return table;
}
