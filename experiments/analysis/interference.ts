import { dropThreshold, isKept, maskKey } from '../../src/merging/dare.js';
import { layerOf } from '../../src/merging/layer-of.js';
import { type Checkpoint, openCheckpoint } from '../../src/tensors/checkpoint.js';

/** How the specialists' deltas of one layer get along. */
export interface LayerInterference {
  readonly layer: number;
  /** Root mean square of each model's delta, relative to that of the base's weights. */
  readonly relativeDelta: readonly number[];
  /** Share of the elements that two or more deltas change, on which they disagree in sign; before and after masking. */
  readonly conflict: number;
  readonly conflictMasked: number;
  /** Share of the summed magnitude of all deltas that the election of signs drops; before and after masking. */
  readonly lost: number;
  readonly lostMasked: number;
  /** Cosine between the deltas of every two models, in the order 1-2, 1-3, 2-3, ... */
  readonly cosines: readonly number[];
}

/** Sums over the elements of one layer. */
class LayerSums {
  base = 0;
  readonly products: number[][];
  readonly plain = new ConflictCount();
  readonly masked = new ConflictCount();

  constructor(models: number) {
    this.products = Array.from({ length: models }, () => Array.from({ length: models }, () => 0));
  }
}

/** Of elements that at least two deltas change: how many disagree, and how much of the magnitude is on the losing side. */
class ConflictCount {
  shared = 0;
  disagreeing = 0;
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
    this.magnitude += positive + negative;
    this.losing += Math.min(positive, negative);
    if (changing < 2) return;
    this.shared++;
    if (positive > 0 && negative > 0) this.disagreeing++;
  }
}

/**
 * Interference of models that were fine-tuned from one base, by transformer layer; embeddings and final norm are left out.
 *
 * @param models whose names decide their masks, as in a merge
 * @param drop DARE's p
 */
export function interference(
  base: string,
  models: readonly { readonly name: string; readonly dir: string }[],
  drop: number,
  seed: number,
): LayerInterference[] {
  const opened: Checkpoint[] = [];
  const open = (dir: string) => {
    const checkpoint = openCheckpoint(dir);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const origin = open(base);
    const tuned = models.map(({ dir }) => open(dir));
    const layers = new Map<number, LayerSums>();
    for (const name of origin.names) {
      const layer = layerOf(name);
      if (typeof layer !== 'number') continue;
      const sums = layers.get(layer) ?? new LayerSums(models.length);
      layers.set(layer, sums);
      const keys = models.map((model) => maskKey(seed, model.name, name));
      addTensor(
        sums,
        origin.read(name),
        tuned.map((each) => each.read(name)),
        (k, i) => isKept(keys[k]!, i, dropThreshold(drop)),
      );
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
  const deltas = tuned.map(() => 0);
  const masked = tuned.map(() => 0);
  for (let i = 0; i < base.length; i++) {
    const origin = base[i]!;
    sums.base += origin * origin;
    for (let k = 0; k < tuned.length; k++) {
      deltas[k] = tuned[k]![i]! - origin;
      masked[k] = deltas[k] !== 0 && kept(k, i) ? deltas[k]! : 0;
    }
    for (let j = 0; j < deltas.length; j++)
      for (let k = j; k < deltas.length; k++) sums.products[j]![k]! += deltas[j]! * deltas[k]!;
    sums.plain.add(deltas);
    sums.masked.add(masked);
  }
}

function summary(layer: number, { base, products, plain, masked }: LayerSums): LayerInterference {
  const squares = products.map((row, k) => row[k]!);
  const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
  return {
    layer,
    relativeDelta: squares.map((square) => Math.sqrt(share(square, base))),
    conflict: share(plain.disagreeing, plain.shared),
    conflictMasked: share(masked.disagreeing, masked.shared),
    lost: share(plain.losing, plain.magnitude),
    lostMasked: share(masked.losing, masked.magnitude),
    cosines: products.flatMap((row, j) =>
      row.slice(j + 1).map((product, at) => share(product, Math.sqrt(squares[j]! * squares[j + 1 + at]!))),
    ),
  };
}
