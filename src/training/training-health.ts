import type { LogLine } from './log-line.js';
import type { TripletSettings } from './triplet-loss.js';

/** Steps over which the loss is smoothed. */
const MEMORY = 10;
/** The loss explodes if the smoothed cross-entropy exceeds its lowest value by this factor and by this many nats. */
const EXPLOSION = 1.5;
const LEAST_RISE = 0.5;
/** Triplet losses this near to the margin (as a share of it), this many times in a row, mean collapsed features. */
const NEARNESS = 0.005;
const COLLAPSED_STEPS = 20;

/**
 * Detects problems of a training that raise no error: a loss that rises far above its lowest value, and features that have
 * become equal for all queries, so that distances are 0 and the triplet loss equals its margin. Depends only on the lines
 * seen, so that a resumed training can replay its log.
 */
export class TrainingHealth {
  private smoothed: number | undefined;
  private lowest = Number.POSITIVE_INFINITY;
  private atMargin = 0;
  private exploded = false;

  constructor(private readonly triplet: TripletSettings | undefined) {}

  /** The warning after this step, or undefined. A problem is reported once until it has passed. */
  observe({ ce, triplet }: Pick<LogLine, 'ce' | 'triplet'>): string | undefined {
    return this.observeLoss(ce) ?? this.observeFeatures(triplet);
  }

  private observeLoss(ce: number): string | undefined {
    this.smoothed = this.smoothed === undefined ? ce : this.smoothed + (ce - this.smoothed) / MEMORY;
    this.lowest = Math.min(this.lowest, this.smoothed);
    const above = this.smoothed > this.lowest * EXPLOSION && this.smoothed > this.lowest + LEAST_RISE;
    const isNew = above && !this.exploded;
    this.exploded = above;
    if (!isNew) return undefined;
    return `the loss explodes: ${this.smoothed.toFixed(2)} after ${this.lowest.toFixed(2)}; lower the learning rate`;
  }

  private observeFeatures(triplet: number | null): string | undefined {
    if (triplet === null || !this.triplet) return undefined;
    const { margin } = this.triplet;
    this.atMargin = Math.abs(triplet - margin) <= NEARNESS * margin ? this.atMargin + 1 : 0;
    if (this.atMargin !== COLLAPSED_STEPS) return undefined;
    return `the triplet loss has stood at its margin ${margin} for ${COLLAPSED_STEPS} steps: the features are the same for all queries; lower the learning rate or alpha`;
  }
}
