import {
  allowsArticles,
  isDoubtfulAddition,
  isDoubtfulDefinite,
  isDoubtfulDrop,
  isDoubtfulIndefinite,
} from '../language/article-doubts.js';
import { isFixedIndefinite } from '../language/fixed-phrase.js';
import { indefiniteArticle } from '../language/indefinite-article.js';
import { nounPhraseAt } from '../language/noun-phrase.js';
import { pluralOf, singularOf } from '../language/plural.js';
import { isProductName } from '../language/product-names.js';
import type { Token } from '../language/token.js';
import { joinTokens, tagQuestion } from '../language/tokens.js';
import { withoutArticles } from '../language/without-articles.js';
import type { Word } from '../language/words.js';
import { articlesOf } from '../pair/articles.js';
import { variationKind } from './kind.js';

/** Unique things: "the" cannot become "a". */
const UNIQUE =
  /^(same|only|first|second|last|next|previous|following|whole|entire|other|maximum|minimum|most|least|best|worst|right|wrong|exact|app|bank|counter|internet|ombudsman|post|screen|site|web|website|\d+(st|nd|rd|th)|\p{L}{3,}est)$/iu;

/** Words of comparison: "a" cannot become "the". */
const COMPARED =
  /^(additional|another|better|bigger|cheaper|different|earlier|extra|further|higher|larger|later|longer|lower|single|smaller|wider)$/i;

const QUANTIFIER = /^(all|any|both|few|many|more|most|multiple|numerous|other|several|some|various)$/i;

/** Vague nouns: "the" would need an earlier mention. */
const VAGUE = /^(things|people|ways|others|times|stuff|reasons)$/i;

/**
 * Drops, swaps or adds articles: every a / an / the dropped at once (search style), each dropped alone, "a" and "the"
 * swapped, "the" before a bare plural that a verb or preposition governs. Possessives are left alone, as are set
 * phrases ("a lot", "a day"), "is there a", and "the" before what is unique.
 */
export const article = variationKind({
  name: 'article',
  label: 'a / an / the',
  summary: 'a, an, the: left out, added or exchanged',
  example: ['Can I change the address of a card?', 'Can I change address of card?'],
  byDefault: true,
  lexical: true,
  relate: (a, b) => (isArticle(a) && isArticle(b) ? 'article' : undefined),
  isOptional: isArticle,
  detect(pair) {
    return articlesOf(pair, 'article');
  },
  apply({ text }, random) {
    const tokens = tagQuestion(text);
    const places = tokens.flatMap((token, i) => (/^(an?|the)$/i.test(token.text) && isFree(tokens, i) ? [i] : []));
    const plain = allowsArticles(text, tokens);
    const free = places.filter((place) => !isDoubtfulDrop(tokens, place, text));
    const candidates: Candidate[] = places.map((place) => ({
      write: () => drop(tokens, new Set([place]), text),
      doubtful: !free.includes(place),
    }));
    if (places.length > 1)
      candidates.push({ write: () => drop(tokens, new Set(free), text), doubtful: free.length < 2 });
    for (const place of places) candidates.push(...swap(tokens, place, text));
    for (const i of tokens.keys()) candidates.push(...addition(tokens, i, text));
    // Doubtful ones go once the order is drawn, so that refusing one leaves the order of the others as it was.
    const good = random
      .shuffle(candidates)
      .filter(({ doubtful, exchanged = false }) => !doubtful && (plain || !exchanged));
    return [...new Set(good.map(({ write }) => write()))];
  },
  canonical: { step: 70, form: withoutArticles },
});

function isArticle({ lower }: Word): boolean {
  return /^(an?|the)$/.test(lower);
}

function isFree(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  if (next === undefined || next.space === '' || isGlued(tokens[index]!, index) || next.pos === 'PUNCT') return false;
  // "an app the would help": a slip for "that".
  if (next.pos === 'AUX') return false;
  if (tokens[index]!.text.toLowerCase() === 'the') return !/^(same|us)$/.test(next.text);
  // "files an folders": a slip for "and".
  if (/^an$/i.test(tokens[index]!.text) && indefiniteArticle(next.text) === 'a') return false;
  return !isFixedIndefinite(tokens, index);
}

/** "50A": a letter behind a figure is no article. */
function isGlued({ space }: Token, index: number): boolean {
  return index > 0 && space === '';
}

function drop(tokens: readonly Token[], places: ReadonlySet<number>, text: string): string {
  return joinTokens(
    tokens.filter((_, i) => !places.has(i)),
    text,
  );
}

/** A rewording, and whether to refuse it. */
interface Candidate {
  readonly write: () => string;
  readonly doubtful: boolean;
  /** An article was swapped or added, not only left out. */
  readonly exchanged?: boolean;
}

function swap(tokens: readonly Token[], place: number, text: string): Candidate[] {
  const next = tokens[place + 1]!;
  const definite = tokens[place]!.text.toLowerCase() === 'the';
  if (definite && !isCountableSingular(tokens, place + 1)) return [];
  if (!definite && (leavesOpen(tokens, place) || COMPARED.test(next.text))) return [];
  const word = definite ? indefiniteArticle(next.text) : 'the';
  const doubtful = definite ? isDoubtfulIndefinite(tokens, place) : isDoubtfulDefinite(tokens, place);
  const write = () => joinTokens(tokens.with(place, { ...tokens[place]!, text: word }), text);
  return [{ write, doubtful, exchanged: true }];
}

function isCountableSingular(tokens: readonly Token[], first: number): boolean {
  const phrase = nounPhraseAt(tokens, first);
  if (phrase === undefined) return false;
  const words = tokens.slice(phrase.first, phrase.head + 1);
  if (words.some(({ text, pos }) => UNIQUE.test(text) || pos === 'NUM')) return false;
  // "the chip of my card", "the sum that is left": what follows says that there is one.
  if (/^(of|that|which|who|i|we|you)$/i.test(tokens[phrase.head + 1]?.text ?? '')) return false;
  // "what is the limit" asks for a value, "what is a limit" for a meaning.
  if (/^(is|was)$/i.test(tokens[first - 2]?.text ?? '')) return false;
  const head = tokens[phrase.head]!;
  return head.pos === 'NOUN' && pluralOf(head.text) !== undefined;
}

/** "is there a", "what is a", "do I need a": none is known yet, so it cannot be "the". */
function leavesOpen(tokens: readonly Token[], place: number): boolean {
  const before = (back: number) => tokens[place - back]?.text.toLowerCase() ?? '';
  if (/^(it|this|that)$/.test(before(1)) && /^(is|was)$/.test(before(2))) return true;
  if (/^(there|need|needs|want|require|requires)$/.test(before(1))) return true;
  return /^(is|was|be|become|becomes)$/.test(before(1)) && /^(what|who|it|this|that|to|)$/.test(before(2));
}

/** Whether the bare plural that starts at `index` is governed by a verb or a preposition, which makes "the" possible. */
function takesThe(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const governed = before?.pos === 'VERB' || (before?.pos === 'ADP' && !/^(by|as|of|per)$/i.test(before.text));
  if (before?.pos === 'VERB' && /ed$/.test(before.text)) return false;
  if (!governed || tokens[index]!.pos === 'VERB' || tokens[index]!.pos === 'ADV') return false;
  const phrase = nounPhraseAt(tokens, index);
  if (phrase === undefined || singularOf(tokens[phrase.head]!.text) === undefined) return false;
  const words = tokens.slice(index, phrase.head + 1);
  return !words.some(
    ({ pos, text }) =>
      pos === 'PROPN' ||
      pos === 'NUM' ||
      QUANTIFIER.test(text) ||
      VAGUE.test(text) ||
      isProductName(text.toLowerCase()),
  );
}

/** "the" before the bare plural at `index`. */
function addition(tokens: readonly Token[], index: number, text: string): Candidate[] {
  if (!takesThe(tokens, index)) return [];
  const write = () => joinTokens(tokens.toSpliced(index, 0, { text: 'the', space: ' ', pos: 'DET' }), text);
  const doubtful = isDoubtfulAddition(tokens, nounPhraseAt(tokens, index)!);
  return [{ write, doubtful, exchanged: true }];
}
