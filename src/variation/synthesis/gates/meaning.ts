import {
  type Differing,
  differingEntities,
  differingNegations,
  differingNumbers,
  differingOpposites,
} from '../../language/contradiction.js';
import type { Gate } from './gate.js';

const CHECKS: readonly (readonly [what: string, differing: (question: string, variant: string) => Differing])[] = [
  ['number', differingNumbers],
  ['negation', differingNegations],
  ['name', differingEntities],
];

/**
 * Has the question's numbers, negations and names and no others, and nothing opposite. Stricter than the classifier, for
 * which people may leave a name out: what is made can be asked for again.
 */
export const meaning: Gate = {
  name: 'meaning',
  refuses(candidate, { question }) {
    for (const [what, differing] of CHECKS) {
      const found = differing(question, candidate);
      if (found.question.length > 0) return `lacks the ${what} "${found.question.join(' ')}"`;
      if (found.variant.length > 0) return `adds the ${what} "${found.variant.join(' ')}"`;
    }
    const opposite = differingOpposites(question, candidate);
    if (opposite.question.length === 0 || opposite.variant.length === 0) return undefined;
    return `has "${opposite.variant.join(' ')}" for "${opposite.question.join(' ')}"`;
  },
};
