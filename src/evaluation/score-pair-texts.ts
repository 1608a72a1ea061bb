import { z } from 'zod';
import type { Agreement } from '../metrics/agreement.js';
import { type BleuOptions, bleuOf } from '../metrics/bleu.js';
import { type BleuStatistics, bleuStatistics } from '../metrics/bleu-statistics.js';
import { pairFacts, pairValues } from '../metrics/pair-score.js';
import { ANSWER_METRICS, type AnswerMetricName, type PairMetricName } from '../metrics/registry.js';
import { ROUGE_TYPES, type RougeScores, rouge, rougeMulti } from '../metrics/rouge.js';
import { type RougeWords, wordsFor } from '../metrics/rouge-tokens.js';

/**
 * An input line of `unisono score`: two responses, and their reference answers. Pairs of one `question` depend on each
 * other, which the intervals take into account.
 */
export const PairOfTexts = z.object({
  id: z.string(),
  question: z.string().optional(),
  response: z.string(),
  variant_response: z.string(),
  references: z.array(z.string()).min(1).optional(),
});
export type PairOfTexts = z.infer<typeof PairOfTexts>;

/** How the texts of a pair are compared. */
export interface TextScoring {
  /** T of RS, in [0, 1). */
  readonly threshold: number;
  /** Porter stems for ROUGE. Default: false. */
  readonly stem?: boolean;
  /** Tokenizer for ROUGE. Default: auto. */
  readonly words?: RougeWords;
  /** Default: sacrebleu's. */
  readonly bleu?: BleuOptions;
}

/** F1 of every ROUGE, and sentence BLEU, of one text against its references; all in 0..1. */
export type TextScores = Record<(typeof ROUGE_TYPES)[number] | 'bleu', number>;

/** A response against its references: every metric of answers, and other scores of rouge-score and sacrebleu. */
export type Accuracy = TextScores & { readonly [Name in AnswerMetricName]?: number | undefined };

/** The other scores of the two responses, whose ROUGE-L is `rougeLBetween`. */
type Overlaps = Record<'rouge1Between' | 'rouge2Between' | 'rougeLsumBetween' | 'bleuBetween', number>;

/**
 * An output line of `unisono score`: every metric of pairs by name, those that need an encoder or references only if given;
 * precision and recall of BERTScore beside its F1 (`bs`).
 */
export type PairTextScores = { [Name in PairMetricName]?: number } & Overlaps & {
    readonly id: string;
    /** Relation of the two responses; RS counts `same` and `alike`. */
    readonly agreement: Agreement;
    bsPrecision?: number;
    bsRecall?: number;
    /** The response, and the variant's, against the references. */
    readonly accuracy?: Accuracy;
    readonly variantAccuracy?: Accuracy;
  };

/** Scores of a pair, and the counts for corpus BLEU: between the responses, and of both against references. */
export interface ScoredTexts {
  readonly scores: PairTextScores;
  readonly between: BleuStatistics;
  readonly against: readonly BleuStatistics[];
  /** Whether the responses were compared by Unicode words because one is mostly not ASCII. */
  readonly unicodeWords: boolean;
}

/**
 * All scores of two responses that need no encoder. The variant's response is the candidate, the response its reference; of
 * several `references` the best counts for each ROUGE (rouge-score's `score_multi`), all of them for BLEU (as in
 * sacrebleu). A response is right when it agrees with one of the references.
 */
export function scorePairTexts(pair: PairOfTexts, scoring: TextScoring): ScoredTexts {
  const { threshold, stem = false, words = 'auto', bleu = {} } = scoring;
  const { id, response, variant_response: variantResponse, references = [] } = pair;
  const between = bleuStatistics(response, variantResponse, bleu);
  const overlap = textScores(rouge(response, variantResponse, { stem, words }), between, bleu);
  const texts = { response, variantResponse, references };
  // The stems of --stem are part of ROUGE-L, which is compared with T.
  const facts = pairFacts({ ...texts, threshold, words, stem });
  const values = Object.entries(pairValues(facts)).filter(([, value]) => value !== null);
  const against: BleuStatistics[] = [];
  const accuracyOf = (answer: string): Accuracy => {
    const statistics = bleuStatistics(references, answer, bleu);
    against.push(statistics);
    const metrics = ANSWER_METRICS.filter(({ over }) => over === 'all');
    return {
      ...Object.fromEntries(metrics.map(({ name, ofAnswer }) => [name, ofAnswer({ answer, references, words })])),
      ...textScores(rougeMulti(references, answer, { stem, words }), statistics, bleu),
    };
  };
  const scores: PairTextScores = {
    ...{ id, agreement: facts.agreement },
    ...(Object.fromEntries(values) as { [Name in PairMetricName]?: number }),
    ...{ rouge1Between: overlap.rouge1, rouge2Between: overlap.rouge2, rougeLsumBetween: overlap.rougeLsum },
    bleuBetween: overlap.bleu,
    ...(references.length > 0 && { accuracy: accuracyOf(response), variantAccuracy: accuracyOf(variantResponse) }),
  };
  const unicodeWords = words === 'auto' && wordsFor([response, variantResponse], words) === 'unicode';
  return { scores, between, against, unicodeWords };
}

function textScores(scores: RougeScores, statistics: BleuStatistics, bleu: BleuOptions): TextScores {
  return {
    ...(Object.fromEntries(ROUGE_TYPES.map((type) => [type, scores[type].f1])) as Omit<TextScores, 'bleu'>),
    bleu: bleuOf(statistics, { effectiveOrder: true, ...bleu }),
  };
}
