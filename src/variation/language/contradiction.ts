import type { Differing } from './differing.js';
import { differingEntities } from './entities.js';
import { differingNegations } from './negation.js';
import { differingNumbers } from './numbers.js';
import { differingOpposites } from './opposites.js';
import { differingQuestionWords } from './question-word.js';

export type { Differing } from './differing.js';
export { differingEntities } from './entities.js';
export { differingNegations } from './negation.js';
export { differingNumbers } from './numbers.js';
export { differingOpposites } from './opposites.js';
export { differingQuestionWords } from './question-word.js';

/** Something that two texts cannot both mean. */
export interface Contradiction {
  readonly what: 'number' | 'negation' | 'entity' | 'opposite' | 'question word';
  readonly differing: Differing;
}

/**
 * Everything that makes two texts say different things whatever their similarity. A number or a name that only one of
 * them has is no contradiction: free paraphrases leave such things out. Stricter gates look at the functions themselves.
 */
export function contradictionsOf(question: string, variant: string): Contradiction[] {
  const found: Contradiction[] = [];
  const numbers = differingNumbers(question, variant);
  if (both(numbers)) found.push({ what: 'number', differing: numbers });
  const negations = differingNegations(question, variant);
  if (any(negations)) found.push({ what: 'negation', differing: negations });
  const entities = differingEntities(question, variant);
  if (both(entities)) found.push({ what: 'entity', differing: entities });
  const opposites = differingOpposites(question, variant);
  if (both(opposites)) found.push({ what: 'opposite', differing: opposites });
  const asked = differingQuestionWords(question, variant);
  if (both(asked)) found.push({ what: 'question word', differing: asked });
  return found;
}

function both({ question, variant }: Differing): boolean {
  return question.length > 0 && variant.length > 0;
}

function any({ question, variant }: Differing): boolean {
  return question.length > 0 || variant.length > 0;
}
