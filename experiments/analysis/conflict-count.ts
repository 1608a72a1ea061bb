/** Counts overlaps and sign conflicts between several deltas of one weight. */
export class ConflictCount {
  /** Elements that at least one delta changes, that at least two change, and on which two disagree in sign. */
  changed = 0;
  shared = 0;
  disagreeing = 0;
  /** Summed magnitude of all deltas, and of those on the side that the election of signs drops. */
  magnitude = 0;
  losing = 0;

  add(deltas: readonly number[]): void {
    let [positive, negative, changing] = [0, 0, 0];
    for (const delta of deltas) {
      if (delta === 0) continue;
      changing++;
      if (delta > 0) positive += delta;
      else negative -= delta;
    }
    if (changing === 0) return;
    this.changed++;
    this.magnitude += positive + negative;
    this.losing += Math.min(positive, negative);
    if (changing < 2) return;
    this.shared++;
    if (positive > 0 && negative > 0) this.disagreeing++;
  }

  /** Shares; 0 if the denominator is 0. */
  summary(): ConflictShares {
    return {
      overlap: share(this.shared, this.changed),
      conflict: share(this.disagreeing, this.shared),
      lost: share(this.losing, this.magnitude),
    };
  }
}

export interface ConflictShares {
  /** Of the elements that any delta changes, the share that two or more change. */
  readonly overlap: number;
  /** Of those, the share on which deltas disagree in sign. */
  readonly conflict: number;
  /** Share of the summed magnitude of all deltas that the election of signs drops. */
  readonly lost: number;
}

/** part / of; 0 of nothing. */
export function share(part: number, of: number): number {
  return of === 0 ? 0 : part / of;
}
