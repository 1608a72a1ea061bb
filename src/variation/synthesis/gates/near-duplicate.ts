import { distance } from 'fastest-levenshtein';
import { normalizeQuestion } from '../../../core/dataset.js';
import type { Gate } from './gate.js';

/** Edits for each character of the longer text, below which two wordings are one. */
const LEAST_EDITS = 0.1;

/** Differs from every wording that there is already by at least one edit in ten characters (Levenshtein). */
export const nearDuplicate: Gate = {
  name: 'near-duplicate',
  refuses(candidate, { others }) {
    const text = normalizeQuestion(candidate);
    const same = others.find((other) => {
      const known = normalizeQuestion(other);
      return text === known || distance(text, known) / Math.max(text.length, known.length) < LEAST_EDITS;
    });
    return same === undefined ? undefined : `is nearly "${same}"`;
  },
};
