import { bleuOf } from '../bleu.js';
import { bleuStatistics, MAX_ORDER } from '../bleu-statistics.js';
import { corpusMetric } from '../metric.js';

/** Corpus BLEU (Papineni et al. 2002), lower-cased, in 0..1. */
export const bleu = corpusMetric({
  name: 'bleu',
  version: 1,
  label: 'BLEU',
  longLabel: 'accuracy (BLEU)',
  definition: 'BLEU of all answers as one corpus with their references, lower-cased',
  equals: 'sacrebleu, divided by 100',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: [],
  headline: true,
  countsOf: ({ answer, references }) => {
    const { candidateLength, referenceLength, matches, totals } = bleuStatistics(references, answer, {
      lowercase: true,
    });
    return [candidateLength, referenceLength, ...matches, ...totals];
  },
  ofCounts: (sums) => {
    const [candidateLength = 0, referenceLength = 0, ...counts] = Array.from(sums);
    const [matches, totals] = [counts.slice(0, MAX_ORDER), counts.slice(MAX_ORDER)];
    return bleuOf({ candidateLength, referenceLength, matches, totals });
  },
});
