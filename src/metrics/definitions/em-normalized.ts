import { exactMatchNormalized } from '../exact-match.js';
import { pairMetric } from '../metric.js';

/** EM after SQuAD's normalization; empty answers never match. */
export const emNormalized = pairMetric({
  name: 'emNormalized',
  version: 2,
  label: 'EM, normalized',
  longLabel: 'same but for case, punctuation and articles',
  definition: 'equal without case, ASCII punctuation, articles (a, an, the) and extra spaces, and not empty',
  equals: 'SQuAD’s `normalize_answer`',
  unit: 'share',
  better: 'higher',
  test: 'bootstrap',
  settings: [],
  headline: false,
  ofPair: ({ agreement, response, variantResponse }) =>
    agreement !== 'empty' && exactMatchNormalized(response, variantResponse) ? 1 : 0,
});
