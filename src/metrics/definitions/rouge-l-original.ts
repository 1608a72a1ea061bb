import { answerMetric } from '../metric.js';
import { rougeL } from './rouge-l.js';

/** Accuracy on the original wordings. */
export const rougeLOriginal = answerMetric({
  ...rougeL,
  name: 'rougeLOriginal',
  label: 'ROUGE-L, originals',
  longLabel: 'accuracy on original wordings (ROUGE-L)',
  definition: 'the same over the answers to original wordings alone',
  headline: false,
  over: 'originals',
});
