import { KINDS, type Kind } from '../core/dataset.js';
import { VARIATION_KINDS } from './kinds/index.js';
import { contradictionsOf } from './language/contradiction.js';
import { isSwappedRole } from './pair/addressee.js';
import { type Pair, pairOf } from './pair/pair.js';
import { isOneWordApart, looseNumbers, standsFor, swappedWords, unexplained } from './pair/unexplained.js';

/** What a pair of questions differs in; `identical` questions differ in nothing, `not-equivalent` ones in what they ask. */
export type RewordingKind = Kind | 'not-equivalent' | 'identical';

/** Why a kind was found, for a reader. */
export interface Evidence {
  readonly kind: RewordingKind;
  readonly detail: string;
}

/**
 * Several lexical kinds may come together; `semantic`, `not-equivalent` and `identical` stand alone. No kind at all: the
 * words do not decide, and no similarity was given.
 */
export interface Classification {
  readonly kinds: readonly RewordingKind[];
  readonly evidence: readonly Evidence[];
  readonly similarity?: number;
}

export interface ClassifyOptions {
  /** Cosine of a sentence encoder, from -1 to 1; needed where words do not decide. */
  readonly similarity?: number;
  /** Least similarity of a paraphrase. Default: {@link DEFAULT_THRESHOLD}, calibrated for all-MiniLM-L6-v2. */
  readonly threshold?: number;
}

/** Least cosine of a paraphrase, see docs/variation.md for how it was found and how well it does. */
export const DEFAULT_THRESHOLD = 0.58;

/** Where one word stands for another and all else is the same, encoders see little difference between coffee and tea. */
export const ONE_WORD_THRESHOLD = 0.9;

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
  const least = isOneWordApart(pair) ? Math.max(threshold, ONE_WORD_THRESHOLD) : threshold;
  return similarity >= least
    ? result([{ kind: 'semantic', detail: `${cosine} for ${words}` }])
    : result([{ kind: 'not-equivalent', detail: `${cosine}, below ${least}, for ${words}` }]);
}

/** Whether words alone decide about a pair, so that no similarity is needed. */
export function isLexical(question: string, variant: string): boolean {
  return classifyPair(question, variant).kinds.length > 0;
}

/** The evidence of a pair of which no word is left over. */
function explained(pair: Pair): Evidence[] {
  const role = isSwappedRole(pair);
  if (role !== undefined) return [{ kind: 'not-equivalent', detail: role }];
  const found = KINDS.flatMap((kind) =>
    VARIATION_KINDS[kind].detect(pair).map((detail): Evidence => ({ kind, detail })),
  );
  const semantic = found.filter(({ kind }) => kind === 'semantic');
  if (semantic.length > 0) return semantic;
  return found.length > 0 ? found : [{ kind: 'case', detail: 'how it is typed' }];
}

/** What says that a pair with words left over is not equivalent. */
function objections(pair: Pair): Evidence[] {
  const [question, variant] = pair.texts;
  const details = contradictionsOf(question, variant)
    // Opposites count where one stands for the other: "where can I buy" and "which shops sell" ask the same.
    .filter(({ what, differing }) => what !== 'opposite' || standsFor(pair, differing))
    .map(({ what, differing }) => {
      const side = (items: readonly string[]) => items.map((item) => `"${item}"`).join(', ') || 'nothing';
      return `${what}: ${side(differing.question)} against ${side(differing.variant)}`;
    });
  details.push(...looseNumbers(pair), ...swappedWords(pair));
  return details.map((detail) => ({ kind: 'not-equivalent', detail }));
}
