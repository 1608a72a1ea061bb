import type { Graph, Tensor } from '../graph/graph.js';
import { rotary } from '../graph/ops/rotary.js';
import { attend, attendWithPast, type KeysValues } from './attention.js';
import { causalMask, pastWindowMask } from './attention-mask.js';
import { rotaryTables } from './blocks.js';
import type { DecoderSpec, LayerSpec } from './decoder-spec.js';

/** The cache of earlier tokens that new tokens attend to. */
export interface Past {
  /** Per layer; a token's slot is its position. */
  readonly cache: readonly KeysValues[];
  /** Additive mask [batch, 1, 1, slots]: 0 where the cache holds a token, -1e9 elsewhere. */
  readonly mask: Tensor;
  /** int64 [batch, length]: the positions of the tokens given, below slots + length. */
  readonly positions: Tensor;
}

/** Positions, rotary tables and masks of one pass, shared by equal layers. */
export class AttentionContext {
  private readonly graph: Graph;
  private readonly length: number;
  private readonly positions: Tensor;
  private readonly tables = new Map<Float32Array, { cos: Tensor; sin: Tensor }>();
  private readonly ownMasks = new Map<number | null, Tensor>();
  private readonly pastMasks = new Map<number | null, Tensor>();

  constructor(
    ids: Tensor,
    private readonly past: Past | undefined,
  ) {
    this.graph = ids.graph;
    const [batch, length] = ids.shape as [number, number];
    this.length = length;
    const counting = BigInt64Array.from({ length: batch * length }, (_, i) => BigInt(i % length));
    this.positions = past?.positions ?? this.graph.constant(counting, [batch, length]);
  }

  rotate(x: Tensor, { frequencies }: LayerSpec): Tensor {
    const slots = this.past?.cache[0]?.keys.shape[2] ?? 0;
    const { cos, sin } = once(this.tables, frequencies, () =>
      rotaryTables(this.graph, slots + this.length, frequencies),
    );
    return rotary(x, this.positions, cos, sin);
  }

  attend(queries: Tensor, own: KeysValues, layer: number, { window }: LayerSpec, spec: DecoderSpec): Tensor {
    const ownMask = once(this.ownMasks, window, () => causalMask(this.graph, this.length, window));
    const { past } = this;
    if (!past) return attend(queries, own, ownMask, spec);
    const pastMask = once(this.pastMasks, window, () =>
      window === null ? past.mask : pastWindowMask(past.mask, past.positions, window),
    );
    return attendWithPast(queries, own, past.cache[layer] as KeysValues, pastMask, ownMask, spec);
  }
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
