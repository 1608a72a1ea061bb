import type { Comparison } from '../evaluation/build-ladder.js';
import type { Kind } from '../variation/kind-names.js';

/** One rung of the ladder that is trained: which kinds of variants join the originals, and which losses are used. */
export interface Rung {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly triplets: boolean;
  /** Whether wordings are trained in pairs, with the symmetric KL between them. */
  readonly kl?: boolean;
}

/** A model of the ladder and its directory. */
export interface NamedModel {
  readonly name: string;
  readonly dir: string;
}

/** Name of the base model in the ladder. */
export const BASE = 'B';
/** Name of the merged model in the ladder. */
export const MERGED = 'Merged';

/**
 * The trained rungs of docs/method.md section 3, from the base: plain, with triplets, one per specialist, all kinds in one.
 *
 * @param kl adds a rung of all kinds in one with the symmetric KL between wordings
 */
export function trainedRungs(specialists: Readonly<Record<string, readonly Kind[]>>, kl = false): Rung[] {
  const all = [...new Set(Object.values(specialists).flat())];
  return [
    { name: 'SFT', kinds: [], triplets: false },
    { name: 'SFT+TL', kinds: [], triplets: true },
    ...Object.entries(specialists).map(([name, kinds]) => ({ name, kinds, triplets: true })),
    { name: 'ALL', kinds: all, triplets: true },
    ...(kl ? [{ name: 'ALL+KL', kinds: all, triplets: true, kl }] : []),
  ];
}

/** The differences that the report gives intervals for. */
export const COMPARISONS: readonly Comparison[] = [
  [MERGED, BASE],
  [MERGED, 'SFT+TL'],
  [MERGED, 'ALL'],
  ['SFT', BASE],
  ['SFT+TL', 'SFT'],
  ['ALL', 'SFT+TL'],
  ['ALL+KL', 'ALL'],
  [MERGED, 'ALL+KL'],
];
