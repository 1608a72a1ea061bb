import { reorderClauses } from './reorder-clauses.js';
import { replaceSynonym } from './replace-synonym.js';

/**
 * Other wordings of a question by rules alone: a condition moved to the other end, one word replaced by a synonym. They are
 * no substitute for paraphrases by people or models: little changes, and what they are made by must be said with them.
 */
export function ruleParaphrases(question: string): string[] {
  const text = question.trim();
  return [...new Set([...reorderClauses(text), ...replaceSynonym(text)])].filter((each) => each !== text);
}
