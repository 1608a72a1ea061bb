import type { VariationKind } from './kind.js';

/** Drops the question mark, or adds it to a question that ends without any mark. */
export const punctuation: VariationKind = {
  name: 'punctuation',
  apply({ text }) {
    const end = text.trim();
    if (end.endsWith('?')) {
      const bare = end.replace(/[\s?]+$/, '');
      return bare === '' ? [] : [bare];
    }
    return /[\p{L}\p{N})"'”’]$/u.test(end) ? [`${end}?`] : [];
  },
};
