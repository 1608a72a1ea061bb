import { pairMetric } from '../../src/metrics/metric.js';

/** How much shorter one answer is than the other: a model that rambles for one wording only. */
export const lengthRatio = pairMetric({
  name: 'lengthRatio',
  version: 1,
  label: 'length ratio',
  longLabel: 'length ratio of the two answers',
  definition: 'characters of the shorter of S and S’ over those of the longer; 0 where one is empty',
  equals: '',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: [],
  headline: true,
  ofPair: ({ response, variantResponse }) => {
    const [a, b] = [response.length, variantResponse.length];
    return a + b === 0 ? 0 : Math.min(a, b) / Math.max(a, b);
  },
});
