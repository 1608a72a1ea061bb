import { z } from 'zod';
import { ModelCauses } from './causes/causes.js';

/** A share or score in [0, 1]; sums of products may end a rounding error outside. */
const Share = z
  .number()
  .min(-1e-9)
  .max(1 + 1e-9);

/** [low, high] of a 95 % interval. */
const Range = z.tuple([Share, Share]);

const Count = z.int().nonnegative();

/** One kind of rewording under one model; null where the kind has no pairs. */
export const KindScores = z.object({
  pairs: Count,
  em: Share.nullable(),
  rs: Share.nullable(),
  /** Mean ROUGE-L F1 of the answers to the variants against their references. */
  rougeL: Share.nullable(),
  bothRight: Share.nullable(),
});
export type KindScores = z.infer<typeof KindScores>;

/**
 * One model of the ladder. `rougeL` (mean F1) and `bleu` (corpus, lower-cased, 0 to 1) compare every answer, to originals
 * and variants, with its reference; `rougeLOriginal` those to the originals alone. `em`, `rs` and `bothRight` are shares
 * of pairs. `bs` (BERTScore) is not measured, hence null.
 */
export const LadderRow = z.object({
  model: z.string().min(1),
  rougeL: Share,
  rougeLOriginal: Share,
  bleu: Share,
  em: Share,
  rs: Share,
  bs: z.null(),
  pairs: Count,
  bothRight: Share,
  intervals: z.object({ rougeL: Range, em: Range, rs: Range, bothRight: Range }),
  byKind: z.record(z.string(), KindScores),
  /** Where its inconsistency comes from, where that was asked for; as in causes.json. */
  causes: ModelCauses.optional(),
});
export type LadderRow = z.infer<typeof LadderRow>;

/** `metric(a) - metric(b)` over the same pairs, with the 95 % interval of a paired bootstrap clustered by question. */
export const Difference = z.object({
  a: z.string(),
  b: z.string(),
  metric: z.enum(['rs', 'em', 'rougeL', 'bothRight']),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  pairs: Count,
});
export type Difference = z.infer<typeof Difference>;

/** ladder.json: what every model of the ladder reached, and how it compares. */
export const Ladder = z.object({
  threshold: Share,
  resamples: Count,
  seed: z.int(),
  rows: z.array(LadderRow).min(1),
  differences: z.array(Difference),
});
export type Ladder = z.infer<typeof Ladder>;
