import { answerMetric } from '../metric.js';
import { rougeLScore } from '../rouge.js';

/** ROUGE-L F1 (Lin 2004) of an answer against its references, the best of them. */
export const rougeL = answerMetric({
  name: 'rougeL',
  version: 1,
  label: 'ROUGE-L',
  longLabel: 'accuracy (ROUGE-L)',
  definition: 'ROUGE-L F1 of an answer with the best of its references, over all answers',
  equals: '`rouge_score`',
  unit: 'score',
  better: 'higher',
  test: 'bootstrap',
  settings: ['words'],
  headline: true,
  over: 'all',
  ofAnswer: ({ answer, references, words }) =>
    Math.max(0, ...references.map((reference) => rougeLScore(reference, answer, { words }))),
});
