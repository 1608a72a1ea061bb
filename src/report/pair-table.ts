import { AGREEMENTS } from '../metrics/agreement-kinds.js';
import { kindLabel, orderKinds } from '../variation/kind-names.js';
import { type PairTable, SCALE } from './pair-rows.js';
import { shownText } from './plain-text.js';
import type { AnswerPair } from './report-data.js';

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
      if (!outcome) return [-1, -1, 0, 0, 0];
      const { answers, agreement, rightAnswers, rougeLBetween } = outcome;
      const judged = [AGREEMENTS.indexOf(agreement), rightAnswers ?? -1];
      return [index(answers[0]), index(answers[1]), ...judged, Math.round(rougeLBetween * SCALE)];
    }),
  ]);
  const limit = textLimit(indices.keys());
  const shown = Array.from(indices.keys(), (text) => shownText(text, limit));
  const cut = shown.flatMap(({ omitted }, at) => (omitted > 0 ? [[at, omitted] as const] : []));
  return {
    models,
    kinds: kinds.map(kindLabel),
    texts: shown.map(({ text }) => text),
    omitted: Object.fromEntries(cut),
    rows,
  };
}

/** Characters that the page must escape: the beginning of a tag, controls, marks that reorder text. */
const UNSAFE = /[<\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** The table as JSON that is safe in a script element, whatever its texts and names contain. */
export function tableJson(table: PairTable): string {
  return JSON.stringify(table).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
