import { classifyPair } from '../variation/classify.js';
import type { Classify } from './describe-groups.js';

/** The classifier of rewordings for mining, with its own threshold for paraphrases. */
export const classifyRewording: Classify = (question, variant, similarity) => {
  const { kinds } = classifyPair(question, variant, { similarity });
  return {
    kinds: kinds.filter((kind) => kind !== 'not-equivalent'),
    notEquivalent: kinds.includes('not-equivalent'),
  };
};
