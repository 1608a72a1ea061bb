/** A mean over pairs, a share or a difference of such, in -1..1. */
export interface WidenedFigure {
  readonly value: number;
  /** 95 % interval; undefined where none can be given. */
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** Questions behind it; undefined where that is not recorded. */
  readonly questions?: number | undefined;
}

/**
 * The interval of a figure, or a wider one where resampling cannot show what has not occurred: where every question gave
 * the same, all or nothing, or no difference, the bootstrap's interval is a point. It is then widened to both sides by the
 * Clopper-Pearson bound for an event not seen in so many questions, 1 - 0.025^(1 / questions). Undefined for a point of
 * unknown many questions.
 */
export function widenPoint({ value, interval, questions }: WidenedFigure): readonly [number, number] | undefined {
  if (!interval || interval[1] - interval[0] > 1e-9) return interval;
  if (questions === undefined) return undefined;
  const unseen = 1 - 0.025 ** (1 / questions);
  const lowest = value < 0 ? -1 : 0;
  return [Math.max(value - unseen, value === 0 ? -1 : lowest), Math.min(value + unseen, 1)];
}
