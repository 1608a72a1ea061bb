import { clauseLast, frontedQuestion, trailingClause } from '../language/clause-order.js';
import { isEntity } from '../language/entities.js';
import { isProductName } from '../language/product-names.js';
import { lowerFirst, matchCase, tagQuestion } from '../language/tokens.js';
import { wordsOf } from '../language/words.js';
import { variationKind } from './kind.js';

/** Moves a clause or a phrase of place between the front and the end of the question. */
export const wordOrder = variationKind({
  name: 'word-order',
  label: 'word order',
  summary: 'a clause or phrase in front or at the end',
  example: ['What do I do if I lose my card?', 'If I lose my card, what do I do?'],
  byDefault: false,
  lexical: true,
  detect({ moved }) {
    return moved === undefined ? [] : [`"${moved}" stands elsewhere`];
  },
  apply({ text }) {
    const question = text.trim();
    if (/[.?!]\s|["“`(:;]/.test(question)) return [];
    if (frontedQuestion(question) !== undefined) {
      const last = clauseLast(question);
      const { main } = frontedQuestion(question)!;
      const refers = REFERS.test(main) || /,/.test(main);
      return last === question || !/,/.test(question) || refers ? [] : [matchCase(last, question)];
    }
    const clause = trailingClause(question);
    if (clause !== undefined && isMovable(clause.main, clause.front)) {
      return [matchCase(`${clause.front}, ${lowerFirst(clause.main)}${clause.mark}`, question)];
    }
    return [...frontedYear(question), ...frontedPlace(question)];
  },
  canonical: { step: 10, form: clauseLast },
});

/** Words that may refer to something in an earlier clause. */
const REFERS = /\b(it|its|they|them|their|these|those|this|that|he|him|his|she|her|one|ones|there|so|such)\b/i;

/** "Who won in 1972?" with "In 1972," in front. */
function frontedYear(question: string): string[] {
  const match = /^((?:how|what|where|which|who|why|did|was|were)\s.*\p{L}) (in (?:1[0-9]|20)\d\d)(\??)$/iu.exec(
    question,
  );
  if (match === null || /[,]|\b(and|or|between|from|to|since|until|by|of|before|after|than)$|\bwhen\b/i.test(match[1]!))
    return [];
  return [matchCase(`${match[2]}, ${lowerFirst(match[1]!)}${match[3]}`, question)];
}

/** Verbs whose object an if- or when-clause is: "do you know when", "I wonder if". */
const TAKES_CLAUSE =
  /\b(know|wonder|see|tell|check|ask|say|sure|remember|show|confirm|decide|determine|find out|matter|certain|mean|guess|notice|explain|understand|specify|choose|verify|predict|is it|was it|than|even|only|just|or|and|day|time|date|year|happens?|like|as|not|long|soon|right|immediately|shortly|ever|point|moment|minutes?|hours?|days?|weeks?|months?|years?|find|about|of|at|to|for|with|on|in|from|by|depends?|identify|see if|track)$/i;

function isMovable(main: string, clause: string): boolean {
  // "How do I know ...": a clause of a verb of knowing stays where it is.
  if (TAKES_CLAUSE.test(main) && !/\bwhat happens$/i.test(main)) return false;
  if (main.split(' ').length < 3 || clause.split(' ').length < 3) return false;
  if (/\b(it|they|them|he|she|his|her|their|its)\b/i.test(clause) && !/^\S+ it is\b/i.test(clause)) return false;
  if (/^(because|since|until|unless|even if)/i.test(clause)) return false;
  // "the sound that it makes when ...": the clause may belong to the relative one.
  if (/\b(that|which|who)\b/i.test(main.replace(/^\S+/, ''))) return false;
  if (/^when/i.test(clause) && /\b(know|see|feel|want|say|mean)\b/i.test(main)) return false;
  return !/\b(and|or|but)$/i.test(main) && !/\b(know|wonder|tell|check|see|determine|find out|ask)\b/i.test(main);
}

/** "How do I change my picture in Gmail?" with "In Gmail," in front: a name of a place or product, behind a noun. */
function frontedPlace(question: string): string[] {
  const tokens = tagQuestion(question);
  const end = tokens.findLastIndex(({ pos }) => pos !== 'PUNCT');
  const at = tokens.findLastIndex(({ text }, i) => i <= end && /^(in|on)$/.test(text));
  const words = tokens.slice(at + 1, end + 1);
  if (
    at < 4 ||
    words.length === 0 ||
    words.length > 3 ||
    !/^(how|what|where|which|can|is|are|do|does)$/i.test(tokens[0]!.text)
  )
    return [];
  const names = wordsOf(question).slice(-words.length);
  if (names.length !== words.length || !names.every((word) => isEntity(word))) return [];
  const [verb, before] = [tokens[at - 2]!, tokens[at - 1]!];
  if (/^on$/i.test(tokens[at]!.text) && !words.every(({ text }) => isProductName(text.toLowerCase()))) return [];
  if (before.pos !== 'NOUN' || verb.pos === 'AUX' || /^(is|are|was|were|be)$/i.test(tokens[1]!.text)) return [];
  if (
    /^(interest|share|shares|stake|difference|change|increase|information|article|movie|film|song|character|belief|role|course|degree|book|part)s?$/i.test(
      before.text,
    )
  )
    return [];
  const join = (list: typeof tokens) =>
    list
      .map(({ space, text }) => space + text)
      .join('')
      .trim();
  const front = join(tokens.slice(at, end + 1));
  return [matchCase(`${front}, ${lowerFirst(join(tokens.slice(0, at)))}${join(tokens.slice(end + 1))}`, question)];
}
