import { orderKinds } from './names.js';
import { shownText } from './plain-text.js';
import type { AnswerPair } from './report-data.js';

/**
 * All pairs as the page carries them: every distinct text once, and one row of whole numbers a pair. Texts are ready to
 * be shown (`visibleText`) and cut, so that a line of a megabyte is neither in the page nor in its way.
 */
export interface PairTable {
  /** In the order of the ladder. */
  readonly models: readonly string[];
  /** In the order of the taxonomy. */
  readonly kinds: readonly string[];
  readonly texts: readonly string[];
  /** How many UTF-16 units were cut off a text, by its index; texts that are whole are not in it. */
  readonly omitted: Readonly<Record<number, number>>;
  /** kind, same contexts (0 or 1), question, variant, reference; then `CELLS` numbers for each of `models`. */
  readonly rows: readonly (readonly number[])[];
}

/** Numbers of a row before those of the models. */
export const HEAD = 5;
/** Of one model: answer, variant's answer, flags, ROUGE-L in millionths; the answers are -1 where it has none. */
export const CELLS = 4;
export const FLAGS = { rs: 1, em: 2, bothRight: 4 } as const;
/** A figure in [0, 1] is carried as a whole number of these. */
export const SCALE = 1e6;

/** Most characters of one text in the page, and of all texts together: about 25 MB. */
const LIMITS = [4000, 1200, 400, 120];
const BUDGET = 24e6;

/** The largest limit under which the distinct texts keep to the budget; the smallest where none does. */
export function textLimit(texts: Iterable<string>, budget = BUDGET): number {
  const lengths = Array.from(texts, ({ length }) => length);
  const fits = (limit: number) => lengths.reduce((sum, length) => sum + Math.min(length, limit), 0) <= budget;
  return LIMITS.find(fits) ?? LIMITS.at(-1)!;
}

/** @param ladder names of the ladder's models, which come first and in this order */
export function pairTable(pairs: readonly AnswerPair[], ladder: readonly string[]): PairTable {
  const found = new Set(pairs.flatMap((pair) => Object.keys(pair.models)));
  const models = [...new Set([...ladder.filter((model) => found.has(model)), ...found])];
  const kinds = orderKinds(pairs.map(({ kind }) => kind));
  const kindIndex = new Map(kinds.map((kind, index) => [kind, index]));
  const indices = new Map<string, number>();
  const index = (text: string): number => {
    const known = indices.get(text);
    if (known !== undefined) return known;
    indices.set(text, indices.size);
    return indices.size - 1;
  };
  const rows = pairs.map((pair) => [
    ...[kindIndex.get(pair.kind)!, Number(pair.sameContexts)],
    ...[pair.question, pair.variant, pair.reference].map(index),
    ...models.flatMap((model) => {
      const outcome = Object.hasOwn(pair.models, model) ? pair.models[model] : undefined;
      if (!outcome) return [-1, -1, 0, 0];
      const { answers, rs, em, bothRight, rougeLBetween } = outcome;
      const flags = rs * FLAGS.rs + em * FLAGS.em + bothRight * FLAGS.bothRight;
      return [index(answers[0]), index(answers[1]), flags, Math.round(rougeLBetween * SCALE)];
    }),
  ]);
  const limit = textLimit(indices.keys());
  const shown = Array.from(indices.keys(), (text) => shownText(text, limit));
  const cut = shown.flatMap(({ omitted }, at) => (omitted > 0 ? [[at, omitted] as const] : []));
  return { models, kinds, texts: shown.map(({ text }) => text), omitted: Object.fromEntries(cut), rows };
}

/** What must not stand in the page as it is: the beginning of a tag, controls, marks that reorder text. */
const UNSAFE = /[<\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** The table as JSON that can stand in a script element, whatever texts and names hold. */
export function tableJson(table: PairTable): string {
  return JSON.stringify(table).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
