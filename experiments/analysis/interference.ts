import { dropThreshold, isKept, layerOf, maskKey } from 'unisono/merging';
import { type Checkpoint, openCheckpoint } from 'unisono/tensors';
import { ConflictCount, type ConflictShares, share } from './conflict-count.js';

/** Interference of the specialists' deltas in one layer. */
export interface LayerInterference {
  readonly layer: number;
  /** Root mean square of each model's delta, relative to that of the base's weights. */
  readonly relativeDelta: readonly number[];
  /** Cosine between the deltas of every two models, in the order 1-2, 1-3, 2-3, ... */
  readonly cosines: readonly number[];
  /** Before DARE's masks, and after. */
  readonly plain: ConflictShares;
  readonly masked: ConflictShares;
  /** The merged model compared with each specialist; absent without a merged model. */
  readonly merged?: MergedLayer;
}

/** Agreement of the merged model with the specialists in one layer. */
export interface MergedLayer {
  /** As of the specialists. */
  readonly relativeDelta: number;
  /** Of the elements that a specialist and the merged model both change, the share that they change in opposite directions. */
  readonly opposed: readonly number[];
  /** Cosine between the deltas of the merged model and of each specialist. */
  readonly cosines: readonly number[];
}

/** Sums over the elements of one layer. */
class LayerSums {
  base = 0;
  /** Products of every two deltas; the merged model's is the last, where there is one. */
  readonly products: number[][];
  readonly both: number[];
  readonly opposed: number[];
  readonly plain = new ConflictCount();
  readonly masked = new ConflictCount();

  constructor(models: number, deltas: number) {
    this.products = Array.from({ length: deltas }, () => Array.from({ length: deltas }, () => 0));
    this.both = Array.from({ length: models }, () => 0);
    this.opposed = Array.from({ length: models }, () => 0);
  }
}

interface NamedDir {
  readonly name: string;
  readonly dir: string;
}

/**
 * Interference of models that were fine-tuned from one base, by transformer layer; embeddings and final norm are left out.
 *
 * @param models whose names decide their masks, as in a merge
 * @param drop DARE's p
 * @param merged directory of the model that was merged of them
 */
export function interference(
  base: string,
  models: readonly NamedDir[],
  drop: number,
  seed: number,
  merged?: string,
): LayerInterference[] {
  const opened: Checkpoint[] = [];
  const open = (dir: string) => {
    const checkpoint = openCheckpoint(dir);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const origin = open(base);
    const tuned = [...models.map(({ dir }) => dir), ...(merged === undefined ? [] : [merged])].map(open);
    const layers = new Map<number, LayerSums>();
    for (const name of origin.names) {
      const layer = layerOf(name);
      if (typeof layer !== 'number') continue;
      const sums = layers.get(layer) ?? new LayerSums(models.length, tuned.length);
      layers.set(layer, sums);
      const keys = models.map((model) => maskKey(seed, model.name, name));
      const weights = tuned.map((each) => each.read(name));
      const threshold = dropThreshold(drop);
      addTensor(sums, origin.read(name), weights, (k, i) => isKept(keys[k]!, i, threshold));
    }
    return [...layers].sort(([a], [b]) => a - b).map(([layer, sums]) => summary(layer, sums));
  } finally {
    for (const checkpoint of opened) checkpoint.close();
  }
}

function addTensor(
  sums: LayerSums,
  base: Float32Array,
  tuned: readonly Float32Array[],
  kept: (model: number, index: number) => boolean,
): void {
  const models = sums.both.length;
  const deltas = tuned.map(() => 0);
  const plain = sums.both.map(() => 0);
  const masked = sums.both.map(() => 0);
  for (let i = 0; i < base.length; i++) {
    const origin = base[i]!;
    sums.base += origin * origin;
    for (let k = 0; k < tuned.length; k++) deltas[k] = tuned[k]![i]! - origin;
    for (let j = 0; j < deltas.length; j++)
      for (let k = j; k < deltas.length; k++) sums.products[j]![k]! += deltas[j]! * deltas[k]!;
    for (let k = 0; k < models; k++) {
      plain[k] = deltas[k]!;
      masked[k] = deltas[k] !== 0 && kept(k, i) ? deltas[k]! : 0;
    }
    sums.plain.add(plain);
    sums.masked.add(masked);
    const merged = deltas[models];
    if (!merged) continue;
    for (let k = 0; k < models; k++) {
      if (deltas[k] === 0) continue;
      sums.both[k]!++;
      if (deltas[k]! > 0 !== merged > 0) sums.opposed[k]!++;
    }
  }
}

function summary(layer: number, { base, products, plain, masked, both, opposed }: LayerSums): LayerInterference {
  const models = both.length;
  const squares = products.map((row, k) => row[k]!);
  const relative = squares.map((square) => Math.sqrt(share(square, base)));
  const cosine = (j: number, k: number) => share(products[j]![k]!, Math.sqrt(squares[j]! * squares[k]!));
  const each = both.map((_, k) => k);
  return {
    layer,
    relativeDelta: relative.slice(0, models),
    cosines: each.flatMap((j) => each.slice(j + 1).map((k) => cosine(j, k))),
    plain: plain.summary(),
    masked: masked.summary(),
    ...(relative.length > models && {
      merged: {
        relativeDelta: relative[models]!,
        opposed: each.map((k) => share(opposed[k]!, both[k]!)),
        cosines: each.map((k) => cosine(k, models)),
      },
    }),
  };
}
