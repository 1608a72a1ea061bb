import { agrees } from '../agreement.js';
import { pairMetric } from '../metric.js';

/** RS (response similarity) of Peng et al. 2025, by `agreementOf`. */
export const rs = pairMetric({
  name: 'rs',
  version: 2,
  label: 'RS',
  longLabel: 'same answer (RS)',
  definition: 'S and S’ agree: the same string, or ROUGE-L F1 strictly above T; an empty answer agrees with none',
  equals: 'Peng et al. 2025',
  unit: 'share',
  better: 'higher',
  test: 'mcnemar',
  settings: ['threshold', 'words'],
  headline: true,
  ofPair: ({ agreement }) => (agrees(agreement) ? 1 : 0),
});
