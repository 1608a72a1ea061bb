import { randomKey } from '../core/random.js';
import type { SentenceEncoder } from '../encoding/encoder.js';

/** An encoder for tests: every word is a random sign vector; questions in the same words, in any order, are the same. */
export const bagOfWords: SentenceEncoder = {
  name: 'bag-of-words',
  async encode(texts, onTexts = () => {}) {
    onTexts(texts.length);
    return texts.map((text) => {
      const row = new Float32Array(64);
      for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
        for (let i = 0; i < row.length; i++) row[i]! += randomKey(i, word) & 1 ? 1 : -1;
      }
      return row;
    });
  },
  async release() {},
};
