import { z } from 'zod';
import { type Agreement, agreementOf, agrees } from '../metrics/agreement.js';
import { type BleuOptions, bleuOf } from '../metrics/bleu.js';
import { type BleuStatistics, bleuStatistics } from '../metrics/bleu-statistics.js';
import { exactMatchNormalized } from '../metrics/exact-match.js';
import { ROUGE_TYPES, type RougeScores, rouge, rougeMulti } from '../metrics/rouge.js';
import { type RougeWords, wordsFor } from '../metrics/rouge-tokens.js';

/**
 * A line of what `unisono score` reads: two responses, and the answers that either should have been one of. Pairs of one
 * `question` depend on each other, which the intervals take into account.
 */
export const PairOfTexts = z.object({
  id: z.string(),
  question: z.string().optional(),
  response: z.string(),
  variant_response: z.string(),
  references: z.array(z.string()).min(1).optional(),
});
export type PairOfTexts = z.infer<typeof PairOfTexts>;

export interface TextScoring {
  /** T of RS, in [0, 1). */
  readonly threshold: number;
  readonly stem: boolean;
  /** What ROUGE takes for words; `auto` unless told. */
  readonly words?: RougeWords;
  readonly bleu: BleuOptions;
}

/** F1 of every ROUGE, and sentence BLEU, of one text against its references; all in 0..1. */
export type TextScores = Record<(typeof ROUGE_TYPES)[number] | 'bleu', number>;

/** A line of what `unisono score` writes; `bs` only where an encoder was given, the rest only where references were. */
export interface PairTextScores extends TextScores {
  readonly id: string;
  /** How the two responses relate; RS counts `same` and `alike`. */
  readonly agreement: Agreement;
  readonly em: 0 | 1;
  readonly emNormalized: 0 | 1;
  readonly rs: 0 | 1;
  bs?: { precision: number; recall: number; f1: number };
  /** The response, and the variant's, against the references. */
  readonly accuracy?: TextScores;
  readonly variantAccuracy?: TextScores;
  readonly bothRight?: 0 | 1;
}

/** Scores of a pair, and the counts that corpus BLEU adds up: between the responses, and of both against references. */
export interface ScoredTexts {
  readonly scores: PairTextScores;
  readonly between: BleuStatistics;
  readonly against: readonly BleuStatistics[];
  /** Whether the responses were compared by Unicode words because those of rouge-score hardly read one of them. */
  readonly unicodeWords: boolean;
}

/**
 * Everything that two responses show without an encoder. The variant's response is the candidate, the response its
 * reference; of several `references` the best counts for each ROUGE (rouge-score's `score_multi`), all of them for BLEU
 * (as in sacrebleu). A response is right when it agrees with one of the references.
 */
export function scorePairTexts(pair: PairOfTexts, { threshold, stem, words = 'auto', bleu }: TextScoring): ScoredTexts {
  const { id, response, variant_response: variant, references } = pair;
  const between = bleuStatistics(response, variant, bleu);
  const similarity = flat(rouge(response, variant, { stem, words }), between, bleu);
  const against: BleuStatistics[] = [];
  const accuracyOf = (text: string, texts: readonly string[]): TextScores => {
    const statistics = bleuStatistics(texts, text, bleu);
    against.push(statistics);
    return flat(rougeMulti(texts, text, { stem, words }), statistics, bleu);
  };
  const agreement = agreementOf(response, variant, { threshold, words, rougeL: similarity.rougeL });
  const scores: PairTextScores = {
    ...{ id, agreement, em: agreement === 'same' ? 1 : 0 },
    emNormalized: agreement !== 'empty' && exactMatchNormalized(response, variant) ? 1 : 0,
    rs: agrees(agreement) ? 1 : 0,
    ...similarity,
  };
  const unicodeWords = words === 'auto' && wordsFor([response, variant], words) === 'unicode';
  if (!references) return { scores, between, against, unicodeWords };
  const accuracy = accuracyOf(response, references);
  const variantAccuracy = accuracyOf(variant, references);
  const right = (text: string, { rougeL }: TextScores) =>
    references.some((reference) => agrees(agreementOf(reference, text, { threshold, words, rougeL })));
  const bothRight = right(response, accuracy) && right(variant, variantAccuracy) ? 1 : 0;
  return { scores: { ...scores, accuracy, variantAccuracy, bothRight }, between, against, unicodeWords };
}

function flat(scores: RougeScores, statistics: BleuStatistics, bleu: BleuOptions): TextScores {
  return {
    ...(Object.fromEntries(ROUGE_TYPES.map((type) => [type, scores[type].f1])) as Omit<TextScores, 'bleu'>),
    bleu: bleuOf(statistics, { effectiveOrder: true, ...bleu }),
  };
}
