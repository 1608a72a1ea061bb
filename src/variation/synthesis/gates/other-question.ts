import { normalizeQuestion } from '../../../core/dataset.js';
import type { Gate } from './gate.js';

/** Is no other question of the data set, which would carry a test question into training. */
export const otherQuestion: Gate = {
  name: 'other-question',
  refuses(candidate, { otherQuestions }) {
    return otherQuestions.has(normalizeQuestion(candidate)) ? 'is another question of the data set' : undefined;
  },
};
