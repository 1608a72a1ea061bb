import { normalizeQuestion } from '../../../core/dataset.js';
import type { Gate } from './gate.js';

/** Differs from the question in more than case, punctuation and spaces. */
export const identical: Gate = {
  name: 'identical',
  refuses(candidate, { question }) {
    return normalizeQuestion(candidate) === normalizeQuestion(question) ? 'is the question itself' : undefined;
  },
};
