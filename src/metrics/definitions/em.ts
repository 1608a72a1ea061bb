import { pairMetric } from '../metric.js';

/** EM of Peng et al. 2025, except that empty answers never match. Nothing is normalized. */
export const em = pairMetric({
  name: 'em',
  version: 2,
  label: 'EM',
  longLabel: 'to the letter (EM)',
  definition: 'S = S’, character by character, and not empty',
  equals: 'Peng et al. 2025',
  unit: 'share',
  better: 'higher',
  test: 'mcnemar',
  settings: [],
  headline: true,
  ofPair: ({ agreement }) => (agreement === 'same' ? 1 : 0),
});
