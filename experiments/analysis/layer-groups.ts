import type { Results } from '../runner/results.js';
import type { Table } from '../runner/table.js';
import type { ByLayer } from './by-layer.js';
import { type RankCorrelation, rankCorrelation } from './rank-correlation.js';

/** A group of layers merged alone, with the averages of its layers. */
export interface LayerGroup {
  readonly name: string;
  /** From the first up to the one before the second. */
  readonly layers: readonly [number, number];
  /** RS of the base with these layers merged, minus that of the base, with its interval. */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number; readonly pairs: number };
  readonly weight: number;
  /** Weight given to the heaviest minus that given to the lightest specialist. */
  readonly preference: number;
  readonly relativeDelta: number;
  readonly conflict: number;
  readonly lost: number;
}

/** Group properties tested as predictors of the gain. */
export const PREDICTORS = ['weight', 'preference', 'relativeDelta', 'conflict', 'lost'] as const;
export type Predictor = (typeof PREDICTORS)[number];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The groups of a table that merges some layers at a time, with their gain over the base on all rewordings.
 *
 * @throws Error where the table's seed is not that of the layers, or the groups were not compared with B
 */
export function layerGroups(table: Table, results: Results, { seed, layers }: ByLayer): LayerGroup[] {
  const run = results.runs.find((each) => each.seed === seed);
  if (!run) throw new Error(`has no seed ${seed}, which the layers were measured of`);
  return table.rungs.flatMap((rung) => {
    if (typeof rung === 'string' || !('merge' in rung) || !rung.merge.layers) return [];
    const [from, to] = rung.merge.layers;
    const { name } = rung;
    const gain = run.subsets.all?.differences.find(({ a, b, metric }) => a === name && b === 'B' && metric === 'rs');
    if (!gain) throw new Error(`does not compare ${name} with B`);
    const within = layers.filter(({ layer }) => layer >= from && layer < to);
    return [
      {
        name,
        layers: [from, to] as const,
        gain: { value: gain.value, low: gain.low, high: gain.high, pairs: gain.n },
        weight: mean(within.map(({ w }) => mean(w))),
        preference: mean(within.map(({ w }) => Math.max(...w) - Math.min(...w))),
        relativeDelta: mean(within.map(({ merged }) => merged.relativeDelta)),
        conflict: mean(within.map(({ plain }) => plain.conflict)),
        lost: mean(within.map(({ plain }) => plain.lost)),
      },
    ];
  });
}

/** Rank correlation of a property of the groups with their gain; null if the property is constant. */
export function gainWith(groups: readonly LayerGroup[], predictor: Predictor): RankCorrelation | null {
  return rankCorrelation(
    // Weights are stored with five digits: differences in the last digit are ignored.
    groups.map((group) => Number(group[predictor].toPrecision(4))),
    groups.map(({ gain }) => gain.value),
  );
}
