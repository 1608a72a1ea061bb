import { groupMetric } from '../metric.js';

/** EM of all answers to a question instead of a pair. */
export const oneAnswerExact = groupMetric({
  name: 'oneAnswerExact',
  version: 2,
  label: 'one answer, word for word',
  longLabel: 'one answer, word for word',
  definition: 'all answers to a question are the same string, and not empty',
  equals: '',
  unit: 'share',
  better: 'higher',
  test: 'bootstrap',
  settings: [],
  headline: false,
  ofGroup: ({ pairs }) => (pairs.every(({ agreement }) => agreement === 'same') ? 1 : 0),
});
