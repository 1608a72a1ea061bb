import { groupMetric } from '../metric.js';

/** Similarity of the two least similar answers to a question. */
export const worstPair = groupMetric({
  name: 'worstPair',
  version: 1,
  label: 'worst pair',
  longLabel: 'worst pair of a question',
  definition: 'least ROUGE-L F1 over every two answers to a question',
  equals: '`rouge_score`',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: ['words'],
  headline: false,
  ofGroup: ({ pairs }) => Math.min(...pairs.map(({ similarity }) => similarity)),
});
