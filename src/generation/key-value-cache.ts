import { headSize, type ModelConfig } from '../models/config.js';
import { cacheName } from './decoder-graphs.js';

/** The keys and values of several sequences, per layer [rows, keyHeads, capacity, headSize]; a token's slot is its position. */
export class KeyValueCache {
  /** By the names of the graphs' inputs. */
  readonly feeds: Record<string, Float32Array> = {};
  private readonly rowSize: number;

  constructor(
    private readonly config: ModelConfig,
    rows: number,
    readonly capacity: number,
  ) {
    this.rowSize = config.num_key_value_heads * capacity * headSize(config);
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      for (const kind of ['k', 'v'] as const) {
        this.feeds[`past_${cacheName(kind, layer)}`] = new Float32Array(rows * this.rowSize);
      }
    }
  }

  /** The same buffers as the cache of one row. */
  feedsOf(row: number): Record<string, Float32Array> {
    const views = Object.entries(this.feeds).map(([name, buffer]) => {
      return [name, buffer.subarray(row * this.rowSize, (row + 1) * this.rowSize)];
    });
    return Object.fromEntries(views);
  }

  /**
   * Copies the first `count` positions of row `from` of a graph's outputs, whose sequences have `length` positions, to
   * row `to` from position `target` on.
   */
  store(
    outputs: Readonly<Record<string, Float32Array>>,
    from: number,
    length: number,
    count: number,
    to: number,
    target: number,
  ): void {
    const size = headSize(this.config);
    const heads = this.config.num_key_value_heads;
    for (const [name, buffer] of Object.entries(this.feeds)) {
      const source = outputs[name.slice('past_'.length)] as Float32Array;
      for (let head = 0; head < heads; head++) {
        const start = (from * heads + head) * length * size;
        buffer.set(source.subarray(start, start + count * size), ((to * heads + head) * this.capacity + target) * size);
      }
    }
  }

  /** Copies the first `count` positions of row `from` to row `to`. */
  copyRow(from: number, to: number, count: number): void {
    const size = headSize(this.config);
    const heads = this.config.num_key_value_heads;
    for (const buffer of Object.values(this.feeds)) {
      for (let head = 0; head < heads; head++) {
        const start = (from * heads + head) * this.capacity * size;
        buffer.copyWithin((to * heads + head) * this.capacity * size, start, start + count * size);
      }
    }
  }
}
