import { loadOptional } from '../core/optional-package.js';
import type { EmbeddingStore } from './embedding-store.js';

/** Links of a vertex, and candidates looked at while inserting and searching: hnswlib's M, ef_construction, ef. */
const SETTINGS = { connectivity: 16, expansion_add: 96, expansion_search: 64 };
/** Rows that are inserted or searched at once. */
const BATCH = 1024;

/** Neighbors of one another, with their cosine similarity; `a` < `b`, no pair twice. */
export interface NeighborPairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly similarity: Float32Array;
}

/** The package that makes the index. @throws PACKAGE_MISSING, PLATFORM_UNSUPPORTED */
export function loadVectorIndex(): Promise<typeof import('usearch')> {
  return loadOptional('usearch', () => import('usearch'));
}

/**
 * Pairs of rows of which one is among the nearest `k` of the other, at least `least` alike, the most alike first.
 * Approximate: hierarchical navigable small worlds (Malkov & Yashunin 2018) by usearch, in float16; similarities are the
 * store's own. One thread inserts the rows, in order, so that the same rows give the same pairs.
 *
 * @param onRows called with the number of rows inserted or searched since the last call; in total twice the rows
 * @throws PACKAGE_MISSING, PLATFORM_UNSUPPORTED without usearch
 */
export async function neighborPairs(
  store: EmbeddingStore,
  { k, least }: { readonly k: number; readonly least: number },
  onRows: (count: number) => void = () => {},
): Promise<NeighborPairs> {
  const { Index, MetricKind, ScalarKind } = await loadVectorIndex();
  const { size, dimensions } = store;
  const config = { dimensions, metric: MetricKind.IP, quantization: ScalarKind.F16, multi: false, ...SETTINGS };
  const index = new Index(config);
  const rows = new Float32Array(BATCH * dimensions);
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  const load = (start: number): number => {
    const count = Math.min(BATCH, size - start);
    for (let i = 0; i < count; i++) store.read(start + i, rows, i * dimensions);
    return count;
  };
  for (let start = 0; start < size; start += BATCH) {
    const count = load(start);
    const keys = BigUint64Array.from({ length: count }, (_, i) => BigInt(start + i));
    index.add(keys, rows.subarray(0, count * dimensions), 1);
    onRows(count);
    await pause();
  }
  const found = new PairList();
  for (let start = 0; start < size; start += BATCH) {
    const count = load(start);
    // A single row would be taken for a vector, not for a matrix of one.
    const width = Math.min(k + 1, size);
    const matrix = rows.subarray(0, Math.max(2, count) * dimensions);
    const { keys, counts } = index.search(matrix, width, 1) as import('usearch').BatchMatches;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < Number(counts[i]); j++) {
        const other = Number(keys[i * width + j]);
        if (other === start + i) continue;
        const similarity = store.similarity(start + i, other);
        if (similarity >= least) found.add(start + i, other, similarity);
      }
    }
    onRows(count);
    await pause();
  }
  return found.sorted();
}

/** Collects pairs in typed arrays that grow. */
class PairList {
  private data = new Float64Array(3 * 1024);
  private length = 0;

  add(a: number, b: number, similarity: number): void {
    if (3 * (this.length + 1) > this.data.length) {
      const grown = new Float64Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data.set([Math.min(a, b), Math.max(a, b), similarity], 3 * this.length++);
  }

  sorted(): NeighborPairs {
    const { data } = this;
    const at = (i: number, field: number) => data[3 * i + field]!;
    const order = new Uint32Array(this.length)
      .map((_, i) => i)
      .sort((i, j) => at(j, 2) - at(i, 2) || at(i, 0) - at(j, 0) || at(i, 1) - at(j, 1));
    // Either of two neighbors may have found the other; then the pair is there twice, side by side.
    const kept = order.filter((i, n) => {
      const before = order[n - 1];
      return before === undefined || at(i, 0) !== at(before, 0) || at(i, 1) !== at(before, 1);
    });
    return {
      a: Int32Array.from(kept, (i) => at(i, 0)),
      b: Int32Array.from(kept, (i) => at(i, 1)),
      similarity: Float32Array.from(kept, (i) => at(i, 2)),
    };
  }
}
