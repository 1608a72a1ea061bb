import type { Comparison } from '../evaluation/build-ladder.js';
import { PAIR_LOSSES, type PairLossName } from '../training/pair-losses.js';
import type { UsedLosses } from '../training/settings.js';
import type { Kind } from '../variation/kind-names.js';

/** One rung of the ladder that is trained: which kinds of variants join the originals, and which losses are used. */
export interface Rung extends UsedLosses {
  readonly name: string;
  readonly kinds: readonly Kind[];
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
const ALL = 'ALL';

/** The model that is trained as ALL is, and with a loss between wordings. */
function pairLossRung(loss: PairLossName): string {
  return `${ALL}+${PAIR_LOSSES[loss].mark}`;
}

/**
 * The trained rungs of docs/method.md section 3, from the base: plain, with triplets, one per specialist, all kinds in one.
 *
 * @param pairLosses each adds a rung of all kinds in one that is trained with it
 */
export function trainedRungs(
  specialists: Readonly<Record<string, readonly Kind[]>>,
  pairLosses: readonly PairLossName[] = [],
): Rung[] {
  const kinds = [...new Set(Object.values(specialists).flat())];
  const plain = { triplets: true, pairLosses: [] };
  return [
    { ...plain, name: 'SFT', kinds: [], triplets: false },
    { ...plain, name: 'SFT+TL', kinds: [] },
    ...Object.entries(specialists).map(([name, own]) => ({ ...plain, name, kinds: own })),
    { ...plain, name: ALL, kinds },
    ...pairLosses.map((loss) => ({ ...plain, name: pairLossRung(loss), kinds, pairLosses: [loss] })),
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
  ...(Object.keys(PAIR_LOSSES) as PairLossName[]).map(pairLossRung).flatMap((rung): Comparison[] => [
    [rung, ALL],
    [MERGED, rung],
  ]),
];
