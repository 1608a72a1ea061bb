import type { Kind } from '../../core/dataset.js';
import { keepsProtected } from '../language/protected.js';
import { article } from './article.js';
import { letterCase } from './case.js';
import { contraction } from './contraction.js';
import { howForm } from './how-form.js';
import type { VariationKind } from './kind.js';
import { number } from './number.js';
import { pronoun } from './pronoun.js';
import { punctuation } from './punctuation.js';
import { semantic } from './semantic.js';
import { spelling } from './spelling.js';
import { wordOrder } from './word-order.js';

/** A kind whose rewordings leave code and quoted strings as they are; one that would not is not offered. */
function guarded(kind: VariationKind): VariationKind {
  const apply: VariationKind['apply'] = (source, random) =>
    kind.apply(source, random).filter((variant) => keepsProtected(source.text, variant));
  return { ...kind, apply };
}

/** Every kind of variation by name. */
export const VARIATION_KINDS: Readonly<Record<Kind, VariationKind>> = {
  'how-form': guarded(howForm),
  pronoun: guarded(pronoun),
  number: guarded(number),
  article: guarded(article),
  punctuation: guarded(punctuation),
  case: guarded(letterCase),
  contraction: guarded(contraction),
  spelling: guarded(spelling),
  'word-order': guarded(wordOrder),
  semantic,
};
