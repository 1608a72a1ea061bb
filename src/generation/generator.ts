import type { SessionOptions } from '../graph/session.js';
import { SessionCache } from '../graph/session-cache.js';
import { headSize, type ModelConfig } from '../models/config.js';
import type { Parameters } from '../models/parameters.js';
import { cacheName, compileDecode, compilePrefill } from './decoder-graphs.js';

/** Prompt lengths and cache capacities are rounded up to this step, so that few shapes need compiling. */
const LENGTH_STEP = 32;
const MAX_SESSIONS = 8;
/** Added to the score of a cache slot that holds no token of the sequence. */
const MASKED = -1e9;

/** Greedy decoding with a key-value cache, a whole batch at a time. Memory: the cache of one batch. */
export class Generator {
  private readonly sessions = new SessionCache(MAX_SESSIONS);

  constructor(
    private readonly config: ModelConfig,
    private readonly parameters: Parameters,
    private readonly options: SessionOptions = {},
  ) {}

  /**
   * The most likely continuation of each prompt, token by token, until the end token or `maxNewTokens`.
   *
   * @param prompts token ids; at least one, each non-empty and no longer than the model's positions less `maxNewTokens`
   * @returns new token ids per prompt, without the end token. Equal to transformers' greedy search.
   */
  async generate(prompts: readonly (readonly number[])[], maxNewTokens: number): Promise<number[][]> {
    const batch = prompts.length;
    const length = roundUp(Math.max(...prompts.map((ids) => ids.length)));
    const capacity = roundUp(length + maxNewTokens);
    const lengths = prompts.map((ids) => ids.length);
    const weights = Object.fromEntries(this.parameters);

    const ids = new Int32Array(batch * length);
    for (const [row, prompt] of prompts.entries()) ids.set(prompt, row * length);
    const lastRows = Int32Array.from(lengths, (n, row) => row * length + n - 1);
    const prefill = await this.sessions.get(`prefill ${batch} ${length}`, () =>
      compilePrefill(this.config, batch, length, this.options),
    );
    let outputs = await prefill.run({ ...weights, ids, lastRows });

    const cache = new CacheBuffers(this.config, batch, capacity);
    for (let row = 0; row < batch; row++) cache.store(outputs, row, length, 0, lengths[row] as number, 0);
    const mask = new Float32Array(batch * capacity).fill(MASKED);
    for (const [row, n] of lengths.entries()) mask.fill(0, row * capacity, row * capacity + n);

    const answers: number[][] = prompts.map(() => []);
    const open = new Set(prompts.keys());
    const next = new Int32Array(batch);
    const takeTokens = () => {
      for (const row of open) {
        const token = argmax(outputs.logits as Float32Array, row * this.config.vocab_size, this.config.vocab_size);
        next[row] = token;
        if (token === this.config.eos_token_id) open.delete(row);
        else if ((answers[row] as number[]).push(token) >= maxNewTokens) open.delete(row);
      }
    };
    takeTokens();
    const decode = open.size
      ? await this.sessions.get(`decode ${batch} ${capacity}`, () =>
          compileDecode(this.config, batch, capacity, this.options),
        )
      : undefined;
    for (let step = 0; decode && open.size; step++) {
      const positions = BigInt64Array.from(lengths, (n) => BigInt(n + step));
      outputs = await decode.run({ ...weights, ...cache.feeds, ids: next, positions, mask });
      for (const [row, n] of lengths.entries()) {
        cache.store(outputs, row, 1, 0, 1, n + step);
        mask[row * capacity + n + step] = 0;
      }
      takeTokens();
    }
    return answers;
  }

  async release(): Promise<void> {
    await this.sessions.release();
  }
}

/** The keys and values of a batch, per layer [batch, kvHeads, capacity, headSize]. */
class CacheBuffers {
  readonly feeds: Record<string, Float32Array> = {};

  constructor(
    private readonly config: ModelConfig,
    batch: number,
    private readonly capacity: number,
  ) {
    const size = batch * config.num_key_value_heads * capacity * headSize(config);
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      for (const kind of ['k', 'v'] as const) this.feeds[`past_${cacheName(kind, layer)}`] = new Float32Array(size);
    }
  }

  /** Copies `count` positions from `start` of a graph's output (whose sequences have `length` positions) to `target`. */
  store(
    outputs: Readonly<Record<string, Float32Array>>,
    row: number,
    length: number,
    start: number,
    count: number,
    target: number,
  ): void {
    const size = headSize(this.config);
    const heads = this.config.num_key_value_heads;
    for (let layer = 0; layer < this.config.num_hidden_layers; layer++) {
      for (const kind of ['k', 'v'] as const) {
        const source = outputs[cacheName(kind, layer)] as Float32Array;
        const buffer = this.feeds[`past_${cacheName(kind, layer)}`] as Float32Array;
        for (let head = row * heads; head < (row + 1) * heads; head++) {
          const from = (head * length + start) * size;
          buffer.set(source.subarray(from, from + count * size), (head * this.capacity + target) * size);
        }
      }
    }
  }
}

function roundUp(n: number): number {
  return Math.ceil(n / LENGTH_STEP) * LENGTH_STEP;
}

/** The index, relative to `start`, of the largest of `count` values; the first one of equals. */
function argmax(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((values[start + i] as number) > (values[start + best] as number)) best = i;
  return best;
}
