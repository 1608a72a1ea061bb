import { classifyPair } from '../variation/classify.js';
import type { Classify } from './describe-groups.js';

/**
 * The classifier of rewordings as mining asks it.
 *
 * @param threshold cosine similarity from which other words may mean the same
 */
export function pairClassifier(threshold: number): Classify {
  return (question, variant, similarity) => {
    const { kinds } = classifyPair(question, variant, { similarity, threshold });
    return {
      kinds: kinds.filter((kind) => kind !== 'not-equivalent'),
      notEquivalent: kinds.includes('not-equivalent'),
    };
  };
}
