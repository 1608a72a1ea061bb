import { classifyPair } from '../variation/classify.js';
import type { Classify } from './describe-groups.js';

/** The classifier of rewordings as mining asks it, with its own threshold of paraphrases. */
export const classifyRewording: Classify = (question, variant, similarity) => {
  const { kinds } = classifyPair(question, variant, { similarity });
  return {
    kinds: kinds.filter((kind) => kind !== 'not-equivalent'),
    notEquivalent: kinds.includes('not-equivalent'),
  };
};
