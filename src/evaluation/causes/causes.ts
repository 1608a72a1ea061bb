import { z } from 'zod';
import { Figure } from '../../metrics/figure.js';
import { ROUGE_WORDS } from '../../metrics/rouge-tokens.js';

const Count = z.int().nonnegative();

/**
 * One part of the end-to-end inconsistency, and its share of the whole. Parts add up to the whole; one may be negative. The
 * share is null where there is nothing to share, or too little to give it an interval.
 */
export const Part = Figure.extend({ share: Figure.nullable() });
export type Part = z.infer<typeof Part>;

/** Inconsistency (1 - agreement) by one measure of agreement, and its parts; null if not measured. */
export const Decomposition = z.object({
  endToEnd: Figure.describe('1 - agreement of the answers to Q and Q’, each with its own contexts.'),
  noise: Figure.nullable().describe('1 - agreement of the answers to Q and to Q asked again.'),
  held: Figure.nullable().describe('1 - agreement of the answers to Q and Q’, both from the contexts of Q.'),
  swapped: Figure.nullable().describe('1 - agreement of the answers to Q from its contexts and from those of Q’.'),
  parts: z.object({
    noise: Part.nullable().describe('Inconsistency between two answers to the same question.'),
    generator: Part.nullable().describe('Inconsistency from the wording when the contexts are the same.'),
    retriever: Part.nullable().describe('Inconsistency from other contexts.'),
    undivided: Part.nullable().describe('Generator and retriever together, where they were not measured separately.'),
  }),
  interaction: Figure.nullable().describe('endToEnd - held - swapped + noise; only where swapped is measured.'),
});
export type Decomposition = z.infer<typeof Decomposition>;

/** Similarity of the contexts of Q and Q'. */
export const RetrieverStability = z.object({
  overlap: Figure.describe('|A ∩ B| / k over the first k contexts.'),
  jaccard: Figure.describe('|A ∩ B| / |A ∪ B|.'),
  rbo: Figure.describe('Extrapolated rank-biased overlap (Webber et al. 2010, equation 32).'),
  same: Figure.describe('Share of pairs with the same set of contexts.'),
});
export type RetrieverStability = z.infer<typeof RetrieverStability>;

/** How one model's consistency divides by cause. */
export const ModelCauses = z.object({
  model: z.string().min(1),
  pairs: Count,
  questions: Count,
  retriever: RetrieverStability.nullable(),
  rs: Decomposition,
  em: Decomposition,
  notMeasured: z.array(z.object({ what: z.string(), reason: z.string() })),
});
export type ModelCauses = z.infer<typeof ModelCauses>;

export const COMPARED_PARTS = ['endToEnd', 'noise', 'generator', 'retriever', 'undivided'] as const;
export const COMPARED_SHARES = ['noise', 'generator', 'retriever', 'undivided'] as const;
export const COMPARED_STABILITY = ['overlap', 'jaccard', 'rbo', 'same'] as const;

/** Subject of a difference: a part of the inconsistency, its share of the whole, or the similarity of contexts. */
const Subject = z.enum([
  ...COMPARED_PARTS,
  ...COMPARED_SHARES.map((part) => `share of ${part}` as const),
  ...COMPARED_STABILITY,
]);

/** A figure of model `a` less that of model `b` over the same pairs, by a paired bootstrap clustered by question. */
export const CauseDifference = z.object({
  a: z.string(),
  b: z.string(),
  measure: z.enum(['rs', 'em']).nullable().describe('Measure of agreement between answers; null for contexts.'),
  what: Subject,
  ...Figure.shape,
});
export type CauseDifference = z.infer<typeof CauseDifference>;

/** causes.json: the causes of each model's inconsistency. See docs/causes.md. */
export const Causes = z.object({
  threshold: z.number(),
  resamples: Count,
  seed: z.int(),
  k: z.int().min(1),
  p: z.number(),
  words: z.enum(ROUGE_WORDS).describe('Tokenizer of RS.'),
  models: z.array(ModelCauses).min(1),
  /** Between the models that are compared; left out where none are. */
  differences: z.array(CauseDifference).optional(),
});
export type Causes = z.infer<typeof Causes>;
