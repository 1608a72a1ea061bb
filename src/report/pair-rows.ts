/**
 * All pairs as the page carries them: every distinct text once, and one row of whole numbers a pair. Texts are ready to
 * be shown (`visibleText`) and cut, so that a line of a megabyte is neither in the page nor in its way.
 */
export interface PairTable {
  /** In the order of the ladder. */
  readonly models: readonly string[];
  /** Labels of the kinds, in the order of the taxonomy. */
  readonly kinds: readonly string[];
  readonly texts: readonly string[];
  /** Number of UTF-16 units cut off a text, by its index; only for cut texts. */
  readonly omitted: Readonly<Record<number, number>>;
  /** kind, same contexts (0 or 1), question, variant, reference; then `CELLS` numbers for each of `models`. */
  readonly rows: readonly (readonly number[])[];
}

/** Numbers of a row before those of the models. */
export const HEAD = 5;
/**
 * Of one model: answer, variant's answer (-1 where it has none), place of the agreement in `AGREEMENTS`, right answers (-1 where
 * no reference is known), ROUGE-L in millionths.
 */
export const CELLS = 5;
/** A figure in [0, 1] is carried as a whole number of these. */
export const SCALE = 1e6;
