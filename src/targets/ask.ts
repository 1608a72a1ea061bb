import { canonicalJson } from '../core/canonical-json.js';
import { sha256 } from '../core/hash.js';
import type { Target, TargetQuestion } from './target.js';

/** One question to one target. */
export type Ask = TargetQuestion;

/**
 * Names an answer by everything that can change it: the target, the text, the contexts with their order, and which time
 * it is asked. Ids of questions and scores of contexts are not part of it.
 */
export function askKey(target: Pick<Target, 'identity'>, { question, contexts, repeat = 0 }: Ask): string {
  const passages = contexts?.map(({ id, title, text }) => ({ id, title, text })) ?? null;
  return sha256(canonicalJson({ target: target.identity, question, contexts: passages, repeat }));
}
