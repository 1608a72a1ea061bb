import type { Kind } from './kind-names.js';
import { VARIATION_KINDS } from './kinds/index.js';
import { type Contradiction, contradictionsOf, differingOpposites } from './language/contradiction.js';
import { deniedIn, negationsOf } from './language/negation.js';
import { isSwappedRole } from './pair/addressee.js';
import type { Pair } from './pair/aligned-pair.js';
import { pairOf } from './pair/pair.js';
import { sharedWords } from './pair/shared.js';
import {
  differsInSynonyms,
  isOneWordApart,
  looseNumbers,
  standsFor,
  swappedWords,
  unexplained,
} from './pair/unexplained.js';

/**
 * The differences of a pair of questions; `identical` questions differ in nothing, `not-equivalent` ones in what they ask.
 */
export type RewordingKind = Kind | 'not-equivalent' | 'identical';

/** Readable evidence of a kind. */
export interface Evidence {
  readonly kind: RewordingKind;
  readonly detail: string;
}

/**
 * Several lexical kinds may come together; the others, `not-equivalent` and `identical` stand alone. No kind at all: the
 * words do not decide, and no similarity was given.
 */
export interface Classification {
  readonly kinds: readonly RewordingKind[];
  readonly evidence: readonly Evidence[];
  readonly similarity?: number;
}

/** Settings for pairs that words do not decide. */
export interface ClassifyOptions {
  /** Cosine of a sentence encoder, from -1 to 1; needed where words do not decide. */
  readonly similarity?: number;
  /**
   * Least similarity of a short paraphrase that has no word in common with the question; what others need rises and falls
   * with it, see `leastSimilarity`. Default: {@link DEFAULT_THRESHOLD}, for all-MiniLM-L6-v2.
   */
  readonly threshold?: number;
}

/** Least cosine of a paraphrase in other words, see docs/variation.md for how it was found and how well it does. */
export const DEFAULT_THRESHOLD = 0.26;

/** Least cosine where one word replaces another and all else is the same. */
export const MOST_THRESHOLD = 0.9;

/** Least cosine where every unexplained word has an everyday synonym in its place. */
export const SYNONYM_THRESHOLD = 0.5;

/** Least cosine of a paraphrase where both questions have at least twelve words. */
export const LONG_THRESHOLD = 0.7;

/** Words of the shorter question up to which a pair is short, and from which it is long. */
const SHORT = 6;
const LONG = 12;

/** How much more similarity a pair needs with all words in common than with none. */
const RISE = 0.9;

/**
 * Names the kinds of rewording that make `variant` of `question`.
 *
 * Words are aligned, and what corresponds is explained kind by kind. Where something is left, a contradiction (numbers,
 * negations, names, opposites) makes the pair not equivalent whatever the similarity; else the similarity decides between
 * `semantic` and `not-equivalent`. The order of the two questions matters for the evidence only.
 */
export function classifyPair(question: string, variant: string, options: ClassifyOptions = {}): Classification {
  const { similarity, threshold = DEFAULT_THRESHOLD } = options;
  const result = (evidence: readonly Evidence[]): Classification => ({
    kinds: [...new Set(evidence.map(({ kind }) => kind))],
    evidence,
    ...(similarity !== undefined && { similarity }),
  });
  const [a, b] = [question.trim(), variant.trim()];
  if (a === b) return result([{ kind: 'identical', detail: 'the same text' }]);
  const pair = pairOf(a, b);
  const left = unexplained(pair);
  if (left.length === 0) return result(explained(pair));

  const against = objections(pair);
  if (against.length > 0) return result(against);
  const words = left.join(', ');
  if (similarity === undefined) return { kinds: [], evidence: [{ kind: 'semantic', detail: `not judged: ${words}` }] };
  const cosine = `cosine ${similarity.toFixed(3)}`;
  const least = leastSimilarity(pair, threshold);
  return similarity >= least
    ? result([{ kind: 'semantic', detail: `${cosine} for ${words}` }])
    : result([{ kind: 'not-equivalent', detail: `${cosine}, below ${least.toFixed(2)}, for ${words}` }]);
}

/**
 * The similarity that a pair needs to be a paraphrase. Short questions need `threshold` where they have no word in common,
 * and the more, the more words are the same, up to {@link MOST_THRESHOLD}: words in common raise a cosine whatever the others
 * say, and encoders see little difference between the caffeine of coffee and that of tea. Long ones tell a story, of which
 * no word decides: they need {@link LONG_THRESHOLD}, and those between something between.
 */
function leastSimilarity(pair: Pair, threshold: number): number {
  const shift = threshold - DEFAULT_THRESHOLD;
  if (differsInSynonyms(pair)) return Math.max(SYNONYM_THRESHOLD, threshold);
  if (isOneWordApart(pair)) return Math.max(MOST_THRESHOLD, threshold);
  const short = Math.min(MOST_THRESHOLD, DEFAULT_THRESHOLD + RISE * sharedWords(pair));
  const words = Math.min(...pair.whole.map(({ length }) => length));
  const long = Math.min(1, Math.max(0, (words - SHORT) / (LONG - SHORT)));
  return shift + short + long * (LONG_THRESHOLD - short);
}

/** Whether words alone decide about a pair, so that no similarity is needed. */
export function isLexical(question: string, variant: string): boolean {
  return classifyPair(question, variant).kinds.length > 0;
}

/** The evidence of a pair without unexplained words. */
function explained(pair: Pair): Evidence[] {
  const role = isSwappedRole(pair);
  if (role !== undefined) return [{ kind: 'not-equivalent', detail: role }];
  const found = VARIATION_KINDS.flatMap((kind) => kind.detect(pair).map((detail) => ({ kind, detail })));
  const alone = found.filter(({ kind }) => !kind.lexical);
  const evidence = (alone.length > 0 ? alone : found).map(({ kind, detail }) => ({ kind: kind.name, detail }));
  return evidence.length > 0 ? evidence : [{ kind: 'case', detail: 'how it is typed' }];
}

/** Evidence that a pair with unexplained words is not equivalent. */
function objections(pair: Pair): Evidence[] {
  const [question, variant] = pair.texts;
  const details = contradictionsOf(question, variant)
    .filter((contradiction) => holds(contradiction, pair))
    .map(({ what, differing }) => {
      const side = (items: readonly string[]) => items.map((item) => `"${item}"`).join(', ') || 'nothing';
      return `${what}: ${side(differing.question)} against ${side(differing.variant)}`;
    });
  details.push(...looseNumbers(pair), ...swappedWords(pair));
  return details.map((detail) => ({ kind: 'not-equivalent', detail }));
}

/** Share of words in common above which what differs stands in one frame, and above which the subject is the same. */
const FRAME = 0.4;
const SUBJECT = 0.2;

/** Whether a contradiction concerns the same thing in both texts, according to the alignment. */
function holds({ what, differing }: Contradiction, pair: Pair): boolean {
  if (what === 'opposite') return standsFor(pair, differing) && !isOtherSide(pair, differing) && !isTurned(pair);
  // "when I cannot come" and "that I am ill" do: only one of them speaks of coming.
  if (what === 'negation') return !hasOpposites(pair) && (sharedWords(pair) >= FRAME || deniesWhatIsSaid(pair));
  return what !== 'question word' || sharedWords(pair) >= SUBJECT;
}

/** Whether a word that one side denies is in the other, in any form. */
function deniesWhatIsSaid({ texts, whole }: Pair): boolean {
  const start = (word: string) => word.slice(0, 4);
  return texts.some((text, side) => {
    const there = new Set(whole[1 - side]!.map(({ lower }) => start(lower)));
    return deniedIn(text).some((word) => there.has(start(word)));
  });
}

/** Whether one text tells the deal from the other side: "where can I buy" and "which shops sell" ask the same. */
function isOtherSide({ whole }: Pair, { question }: Contradiction['differing']): boolean {
  const speaks = whole.map((words) => words.some(({ lower }) => /^(i|we)$/.test(lower)));
  return speaks[0] !== speaks[1] && question.some((word) => CONVERSE.test(word));
}

const CONVERSE = /^(buy|sell|lend|borrow|send|receive)$/;

/** Whether one side alone denies or prevents something: "is off" and "does not come on" say the same. */
function isTurned({ texts, whole }: Pair): boolean {
  const [a, b] = texts.map((text) => negationsOf(text).length % 2);
  if (a !== b) return true;
  const prevents = whole.map((words) => words.some(({ lower }) => /^(avoid|prevent|stop)/.test(lower)));
  return prevents[0] !== prevents[1];
}

function hasOpposites({ texts }: Pair): boolean {
  return differingOpposites(...texts).question.length > 0;
}
