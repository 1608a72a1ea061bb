import type { VariationKind } from './kind.js';

/** The recorded paraphrases of a question, in the order in which they were recorded. It makes none of its own. */
export const semantic: VariationKind = {
  name: 'semantic',
  apply({ text, paraphrases }) {
    return [...new Set(paraphrases.map((paraphrase) => paraphrase.trim()))].filter(
      (paraphrase) => paraphrase !== text.trim(),
    );
  },
};
