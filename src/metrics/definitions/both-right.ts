import { pairMetric } from '../metric.js';

/** Useful consistency: both answers agree with the reference. */
export const bothRight = pairMetric({
  name: 'bothRight',
  version: 2,
  label: 'both right',
  longLabel: 'both right',
  definition: 'S and S’ both agree with a reference',
  equals: '',
  unit: 'share',
  better: 'higher',
  test: 'bootstrap',
  settings: ['threshold', 'words'],
  headline: true,
  needs: 'references',
  ofPair: ({ rightAnswers }) => (rightAnswers === null ? null : rightAnswers === 2 ? 1 : 0),
});
