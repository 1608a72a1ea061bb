import { article } from './article.js';
import { letterCase } from './case.js';
import { contraction } from './contraction.js';
import { howForm } from './how-form.js';
import { number } from './number.js';
import { pronoun } from './pronoun.js';
import { punctuation } from './punctuation.js';
import { semantic } from './semantic.js';
import { spelling } from './spelling.js';
import { wordOrder } from './word-order.js';

/** Every kind of rewording, in the order in which variants are made and reported. */
export const VARIATION_KINDS = [
  howForm,
  pronoun,
  number,
  article,
  punctuation,
  letterCase,
  contraction,
  spelling,
  wordOrder,
  semantic,
] as const;
