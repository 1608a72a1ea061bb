import { CELLS, FLAGS, HEAD, type PairTable, SCALE } from './pair-rows.js';

/** A text as the page carries it, and how many characters were cut off. */
export interface CarriedText {
  readonly text: string;
  readonly omitted: number;
}

/** What one model made of a pair. */
export interface OutcomeView {
  readonly model: string;
  readonly answers: readonly [CarriedText, CarriedText];
  readonly rougeLBetween: number;
  readonly rs: boolean;
  readonly em: boolean;
  readonly bothRight: boolean;
}

/** One row of a pair table, spelt out. */
export interface PairView {
  readonly kind: string;
  readonly sameContexts: boolean;
  readonly question: CarriedText;
  readonly variant: CarriedText;
  readonly reference: CarriedText;
  readonly outcomes: readonly OutcomeView[];
}

/** Spells out row `at` with the outcomes of `models` (indices), leaving out models without an answer. */
export function pairView(table: PairTable, at: number, models: readonly number[]): PairView {
  const row = table.rows[at]!;
  const text = (index: number): CarriedText => ({ text: table.texts[index]!, omitted: table.omitted[index] ?? 0 });
  const outcomes = [...new Set(models)].flatMap((model): OutcomeView[] => {
    const [answer, variantAnswer, flags, between] = row.slice(HEAD + model * CELLS) as [number, number, number, number];
    if (answer < 0) return [];
    return [
      {
        model: table.models[model]!,
        answers: [text(answer), text(variantAnswer)],
        rougeLBetween: between / SCALE,
        rs: (flags & FLAGS.rs) !== 0,
        em: (flags & FLAGS.em) !== 0,
        bothRight: (flags & FLAGS.bothRight) !== 0,
      },
    ];
  });
  return {
    kind: table.kinds[row[0]!]!,
    sameContexts: row[1] === 1,
    question: text(row[2]!),
    variant: text(row[3]!),
    reference: text(row[4]!),
    outcomes,
  };
}
