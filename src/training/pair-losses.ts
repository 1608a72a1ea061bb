import type { PairLoss } from './pair-loss.js';
import { SYMMETRIC_KL } from './symmetric-kl.js';

/** The losses between two wordings of a question, by the name of their settings and of their value in a log line. */
export const PAIR_LOSSES = { kl: SYMMETRIC_KL } as const satisfies Readonly<Record<string, PairLoss>>;
export type PairLossName = keyof typeof PAIR_LOSSES;
