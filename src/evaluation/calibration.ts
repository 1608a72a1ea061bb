import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { clusterDraw, clusterIndices, clusterSums } from '../metrics/bootstrap.js';
import { bootstrapTotals } from '../metrics/bootstrap-totals.js';
import { figureWithin, LEVEL } from '../metrics/figure.js';
import type { Resampling } from '../metrics/mean-figures.js';
import { percentile } from '../metrics/percentile.js';
import { metricOf } from '../metrics/registry.js';
import { ROUGE_WORDS, type RougeWords } from '../metrics/rouge-tokens.js';

/** Two responses, and whether a person considers them the same answer; pairs of one `question` depend on each other. */
export const LabeledPair = z.object({
  question: z.string().optional(),
  response: z.string(),
  variant_response: z.string(),
  same: z.boolean(),
});
export type LabeledPair = z.infer<typeof LabeledPair>;

const Share = figureWithin(LEVEL);

/** calibration.json: the threshold of RS that separates labeled pairs best, and how well it does. */
export const Calibration = z.object({
  metric: z.literal('rougeLBetween'),
  version: z.int().positive().describe('Version of the metric’s definition.'),
  words: z.enum(ROUGE_WORDS).describe('Tokenizer of ROUGE-L; RS must use the same one.'),
  threshold: z.number().min(0).lt(1).describe('T: two responses agree where their ROUGE-L F1 is strictly above.'),
  same: z.int().nonnegative().describe('Pairs that people labeled as the same.'),
  figures: z
    .object({ threshold: Share, precision: Share, recall: Share, f1: Share })
    .describe(
      'Intervals over resampled questions: T is chosen again for each resample; precision, recall and F1 are at the T above.',
    ),
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
 * Chooses T by F1 on labeled pairs. Candidates are 0 and the midpoints between neighboring similarities; of equal F1 the T
 * with the higher precision wins, then the higher T: calling different answers the same is the graver mistake.
 *
 * The figures are measured on the pairs T was chosen on, so they are slightly too good; intervals show the variation
 * between pairs.
 *
 * @param similarities per pair, compared with T, 0 to 1 (`agreementScore`)
 * @param questions of the pairs; those of one question are resampled together. Default: each pair is on its own
 * @throws TOO_FEW_QUERIES unless there are pairs of either label
 */
export function calibrateThreshold(
  similarities: readonly number[],
  same: readonly boolean[],
  { resamples, seed, words = 'auto' }: Resampling & { readonly words?: RougeWords },
  questions: readonly string[] = similarities.map((_, i) => String(i)),
): Calibration {
  const n = similarities.length;
  const positives = same.filter(Boolean).length;
  for (const [what, count] of [
    ['pairs that are the same', positives],
    ['pairs that are not the same', n - positives],
  ] as const) {
    if (count === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: `calibration: ${what}`, count, least: 1 });
  }
  const clusters = clusterIndices(questions);
  const order = similarities.map((_, i) => i).sort((a, b) => (similarities[b] as number) - (similarities[a] as number));
  const sorted = {
    similarities: order.map((i) => similarities[i] as number),
    same: order.map((i) => same[i] as boolean),
    clusters: order.map((i) => clusters[i] as number),
  };
  const chosen = choose(sorted.similarities, sorted.same, new Float64Array(n).fill(1));
  const count = Math.max(...clusters) + 1;
  const draw = clusterDraw(seed, count);
  const thresholds = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = new Float64Array(count);
    for (let position = 0; position < count; position++) drawn[draw(resample, position)]!++;
    const counts = Float64Array.from(sorted.clusters, (cluster) => drawn[cluster] as number);
    thresholds[resample] = choose(sorted.similarities, sorted.same, counts).threshold;
  }
  thresholds.sort();
  const above = similarities.map((similarity) => similarity > chosen.threshold);
  const { precision, recall, f1 } = bootstrapTotals({
    columns: clusterSums(clusters, [
      above.map((is, i) => (is && same[i] ? 1 : 0)),
      above.map((is) => (is ? 1 : 0)),
      same.map((is) => (is ? 1 : 0)),
    ]).sums,
    figures: {
      precision: ([hits, found]: Float64Array) => share(hits as number, found as number),
      recall: ([hits, , there]: Float64Array) => share(hits as number, there as number),
      f1: ([hits, found, there]: Float64Array) => share(2 * (hits as number), (found as number) + (there as number)),
    },
    ...{ resamples, seed },
  });
  const behind = { n, questions: count };
  const ends = { low: percentile(thresholds, 0.025), high: percentile(thresholds, 0.975), bca: null };
  return {
    ...{ metric: 'rougeLBetween', version: metricOf('rougeLBetween').version, words },
    ...{ threshold: chosen.threshold, same: positives },
    figures: {
      threshold: { value: chosen.threshold, ...ends, ...behind },
      precision: { ...precision, ...behind },
      recall: { ...recall, ...behind },
      f1: { ...f1, ...behind },
    },
    ...{ resamples, seed },
  };
}

/** 0 where there is nothing to share, as for the figures of the whole. */
const share = (part: number, of: number) => (of === 0 ? 0 : part / of);

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
