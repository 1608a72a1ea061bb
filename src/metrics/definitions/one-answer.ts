import { agrees } from '../agreement.js';
import { groupMetric } from '../metric.js';

/** RS of all answers to a question instead of a pair. */
export const oneAnswer = groupMetric({
  name: 'oneAnswer',
  version: 2,
  label: 'one answer',
  longLabel: 'one answer to all wordings',
  definition: 'every two answers to a question agree as for RS',
  equals: '',
  unit: 'share',
  better: 'higher',
  test: 'bootstrap',
  settings: ['threshold', 'words'],
  headline: false,
  ofGroup: ({ pairs }) => (pairs.every(({ agreement }) => agrees(agreement)) ? 1 : 0),
});
