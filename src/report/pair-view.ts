import { AGREEMENTS, type Agreement } from '../metrics/agreement-kinds.js';
import { CELLS, HEAD, type PairTable, SCALE } from './pair-rows.js';

/** A text of the page and the number of characters cut off. */
export interface CarriedText {
  readonly text: string;
  readonly omitted: number;
}

/** Outcome of one model for a pair. */
export interface OutcomeView {
  readonly model: string;
  readonly answers: readonly [CarriedText, CarriedText];
  readonly rougeLBetween: number;
  readonly agreement: Agreement;
  /** Null where no reference is known. */
  readonly rightAnswers: number | null;
}

/** One row of a pair table, with texts instead of indices. */
export interface PairView {
  readonly kind: string;
  readonly sameContexts: boolean;
  readonly question: CarriedText;
  readonly variant: CarriedText;
  readonly reference: CarriedText;
  readonly outcomes: readonly OutcomeView[];
}

/** Row `at` with the outcomes of `models` (indices), without models that have no answer. */
export function pairView(table: PairTable, at: number, models: readonly number[]): PairView {
  const row = table.rows[at]!;
  const text = (index: number): CarriedText => ({ text: table.texts[index]!, omitted: table.omitted[index] ?? 0 });
  const outcomes = [...new Set(models)].flatMap((model): OutcomeView[] => {
    const cells = row.slice(HEAD + model * CELLS, HEAD + (model + 1) * CELLS);
    const [answer = -1, variantAnswer = -1, agreement = 0, right = -1, between = 0] = cells;
    if (answer < 0) return [];
    return [
      {
        model: table.models[model]!,
        answers: [text(answer), text(variantAnswer)],
        rougeLBetween: between / SCALE,
        agreement: AGREEMENTS[agreement]!,
        rightAnswers: right < 0 ? null : right,
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
