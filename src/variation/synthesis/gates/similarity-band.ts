import type { Gate } from './gate.js';

/** Range of a candidate's cosine similarity, both ends included. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Is like enough to ask the same, and unlike enough to say it in other words. */
export function similarityBand({ low, high }: Band): Gate {
  return {
    name: 'similarity',
    refuses(_, { similarity }) {
      if (similarity === undefined) return undefined;
      const value = similarity.toFixed(3);
      if (similarity < low) return `is ${value} like the question, less than ${low}`;
      return similarity > high ? `is ${value} like the question, more than ${high}` : undefined;
    },
  };
}
