import { lowerFirst, matchCase } from '../../language/tokens.js';

const CONDITION = 'if|when|after|before|unless|while';
const FRONT = new RegExp(`^(${CONDITION})\\s([^,?]+),\\s*([^,?]+)(\\??)$`, 'i');
const BACK = new RegExp(`^([^,?]+)\\s(${CONDITION})\\s([^,?]+)(\\??)$`, 'i');
/** What a clause must begin with to be a question of its own. */
const ASKS = /^(how|what|where|who|which|why|can|could|do|does|did|is|are|will|would|should|may|must)\b/i;
/** A verb before its subject: the mark of a question. */
const INVERTED =
  /\b(can|could|do|does|did|is|are|was|were|will|would|should|may|must|has|have)\s(I|we|you|he|she|it|they|one|a|an|the|my|our|your)\b/i;
/** Words that a clause with "if" or "when" may depend on: "know if it works" is no condition. */
const GOVERNS =
  /\b(know|see|check|tell|ask|wonder|find out|out|sure|matter|mind|decide|determine|verify|what|as|even|only|or|and|except|just|say|says)$/i;

/**
 * The question with its condition at its other end: "If I move, how do I vote?" and "How do I vote if I move?". Empty unless
 * there is exactly one condition, and the rest is a question of its own.
 */
export function reorderClauses(question: string): string[] {
  const text = question.trim();
  if ((text.match(new RegExp(`\\b(${CONDITION})\\b`, 'gi')) ?? []).length !== 1) return [];
  const [, word, condition, rest, mark] = FRONT.exec(text) ?? [];
  if (word && condition && rest && ASKS.test(rest)) {
    return [matchCase(`${lowerFirst(rest)} ${word.toLowerCase()} ${condition}${mark}`, text)];
  }
  const [, main, conjunction, clause, end] = BACK.exec(text) ?? [];
  if (!main || !conjunction || !clause || !ASKS.test(main) || GOVERNS.test(main)) return [];
  if (main.split(/\s+/).length < 3 || INVERTED.test(clause) || !hasVerb(clause)) return [];
  return [matchCase(`${conjunction} ${clause}, ${lowerFirst(main)}${end}`, text)];
}

/** A clause, not a phrase: it begins with a subject, so "before noon" and "when traveling" are left where they are. */
function hasVerb(clause: string): boolean {
  return /^(I|we|you|he|she|it|they|one|my|our|your|the|a|an|this|that|there)\s\S+/i.test(clause) && /\s/.test(clause);
}
