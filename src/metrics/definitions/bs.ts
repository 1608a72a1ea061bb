import { pairMetric } from '../metric.js';

/** BERTScore F1 (Zhang et al. 2020); measured where an encoder is given. */
export const bs = pairMetric({
  name: 'bs',
  version: 1,
  label: 'BS',
  longLabel: 'BERTScore (BS)',
  definition: 'BERTScore F1 of S and S’, raw; measured where an encoder is given',
  equals: 'bert-score (PyPI), to 1e-4',
  unit: 'score',
  better: 'higher',
  bounds: [-1, 1],
  test: 'bootstrap',
  settings: ['encoder'],
  headline: true,
  needs: 'encoder',
  ofPair: () => null,
});
