import { pairMetric } from '../metric.js';

/** The similarity that RS compares with T. */
export const rougeLBetween = pairMetric({
  name: 'rougeLBetween',
  version: 1,
  label: 'ROUGE-L between',
  longLabel: 'ROUGE-L between the two answers',
  definition: 'ROUGE-L F1 of S and S’',
  equals: '`rouge_score`',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: ['words'],
  headline: false,
  ofPair: ({ similarity }) => similarity,
});
