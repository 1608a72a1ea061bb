import { groupMetric } from '../metric.js';

/** Mean similarity of the answers to a question. */
export const meanPair = groupMetric({
  name: 'meanPair',
  version: 1,
  label: 'mean pair',
  longLabel: 'mean pair of a question',
  definition: 'mean ROUGE-L F1 over every two answers to a question',
  equals: '`rouge_score`',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: ['words'],
  headline: false,
  ofGroup: ({ pairs }) => pairs.reduce((sum, { similarity }) => sum + similarity, 0) / pairs.length,
});
