import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { clusterDraw } from '../metrics/bootstrap.js';
import { percentile } from '../metrics/percentile.js';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';

/** Two responses, and whether a person takes them for the same answer. */
export const LabelledPair = z.object({
  response: z.string(),
  variant_response: z.string(),
  same: z.boolean(),
});
export type LabelledPair = z.infer<typeof LabelledPair>;

const Share = z.number().min(0).max(1);

/** calibration.json: the threshold of RS that separates labelled pairs best, and how well it does. */
export const Calibration = z.object({
  metric: z.literal('rougeL'),
  /** What ROUGE-L took for words, where not those of rouge-score. */
  words: z.enum(ROUGE_WORDS).optional(),
  /** T: two responses are the same where their ROUGE-L F1 is strictly above. */
  threshold: z.number().min(0).lt(1),
  precision: Share,
  recall: Share,
  f1: Share,
  /** Labelled pairs, and those labelled as the same. */
  n: z.int().positive(),
  same: z.int().positive(),
  /** 95 % percentile intervals over resampled pairs: of T chosen anew each time, and of F1 at the T above. */
  intervals: z.object({ threshold: z.tuple([z.number(), z.number()]), f1: z.tuple([Share, Share]) }),
  resamples: z.int().positive(),
  seed: z.int(),
});
export type Calibration = z.infer<typeof Calibration>;

interface Chosen {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Chooses T by F1 on labelled pairs. Candidates are 0 and the midpoints between neighbouring similarities; of equal F1 the
 * T with the higher precision wins, then the higher T: calling different answers the same is the graver mistake.
 *
 * The F1 is that of the pairs T was chosen on, so a little too good; the intervals say how much pairs matter.
 *
 * @param similarities ROUGE-L F1 per pair, 0 to 1
 * @throws TOO_FEW_QUERIES unless there are pairs of either label
 */
export function calibrateThreshold(
  similarities: readonly number[],
  same: readonly boolean[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Calibration {
  const n = similarities.length;
  const positives = same.filter(Boolean).length;
  for (const [what, count] of [
    ['pairs that are the same', positives],
    ['pairs that are not the same', n - positives],
  ] as const) {
    if (count === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: `calibration: ${what}`, count, least: 1 });
  }
  const order = similarities.map((_, i) => i).sort((a, b) => (similarities[b] as number) - (similarities[a] as number));
  const sorted = {
    similarities: order.map((i) => similarities[i] as number),
    same: order.map((i) => same[i] as boolean),
  };
  const chosen = choose(sorted.similarities, sorted.same, new Float64Array(n).fill(1));
  const draw = clusterDraw(seed, n);
  const thresholds = new Float64Array(resamples);
  const scores = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const counts = new Float64Array(n);
    for (let position = 0; position < n; position++) counts[draw(resample, position)]++;
    thresholds[resample] = choose(sorted.similarities, sorted.same, counts).threshold;
    scores[resample] = f1At(chosen.threshold, sorted.similarities, sorted.same, counts);
  }
  const range = (values: Float64Array): [number, number] => {
    values.sort();
    return [percentile(values, 0.025), percentile(values, 0.975)];
  };
  return {
    metric: 'rougeL',
    ...chosen,
    n,
    same: positives,
    intervals: { threshold: range(thresholds), f1: range(scores) },
    resamples,
    seed,
  };
}

/** The best threshold for pairs sorted downwards by similarity, each counted `counts` times. */
function choose(similarities: readonly number[], same: readonly boolean[], counts: Float64Array): Chosen {
  const positives = counts.reduce((sum, count, i) => sum + (same[i] ? count : 0), 0);
  let best: Chosen = { threshold: 0, precision: 0, recall: 0, f1: -1 };
  let above = 0;
  let right = 0;
  let least = 1;
  for (let i = 0; i <= similarities.length; i++) {
    const next = similarities[i] ?? 0;
    // Pairs above are those before i; T lies between the last of them and the next, and is 0 at least, below 1.
    if (counts[i] !== 0 && above > 0 && next < least) {
      const precision = right / above;
      const recall = positives === 0 ? 0 : right / positives;
      const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      const threshold = i === similarities.length ? 0 : (least + next) / 2;
      if (f1 > best.f1 || (f1 === best.f1 && precision > best.precision)) best = { threshold, precision, recall, f1 };
    }
    if (i === similarities.length || counts[i] === 0) continue;
    above += counts[i] as number;
    right += same[i] ? (counts[i] as number) : 0;
    least = next;
  }
  return best.f1 < 0 ? { ...best, f1: 0 } : best;
}

function f1At(
  threshold: number,
  similarities: readonly number[],
  same: readonly boolean[],
  counts: Float64Array,
): number {
  let hits = 0;
  let wrong = 0;
  for (const [i, similarity] of similarities.entries()) {
    if (same[i] !== similarity > threshold) wrong += counts[i] as number;
    else if (same[i]) hits += counts[i] as number;
  }
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + wrong);
}
