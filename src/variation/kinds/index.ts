import type { Kind } from '../../core/dataset.js';
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

/** Every kind of variation by name. */
export const VARIATION_KINDS: Readonly<Record<Kind, VariationKind>> = {
  'how-form': howForm,
  pronoun,
  number,
  article,
  punctuation,
  case: letterCase,
  contraction,
  spelling,
  'word-order': wordOrder,
  semantic,
};
