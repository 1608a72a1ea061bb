import type { TypedData } from '../graph/graph.js';
import type { SessionOptions } from '../graph/session.js';
import { SessionCache } from '../graph/session-cache.js';
import type { ModelConfig } from '../models/config.js';
import type { Parameters } from '../models/parameters.js';
import { compileExtend, compilePrefill } from './decoder-graphs.js';

/** Compiled shapes kept at a time; the least recently used is freed. */
const MAX_SESSIONS = 12;

/** The compiled passes of one model, by shape. */
export class DecoderPasses {
  private readonly sessions = new SessionCache(MAX_SESSIONS);
  private readonly weights: Readonly<Record<string, Float32Array>>;

  constructor(
    readonly config: ModelConfig,
    parameters: Parameters,
    private readonly options: SessionOptions,
  ) {
    this.weights = Object.fromEntries(parameters);
  }

  /** Reads whole prompts; see `compilePrefill`. */
  async prefill(batch: number, length: number, feeds: Readonly<Record<string, TypedData>>) {
    const session = await this.sessions.get(`prefill ${batch} ${length}`, () =>
      compilePrefill(this.config, batch, length, this.options),
    );
    return session.run({ ...this.weights, ...feeds });
  }

  /** Reads `length` tokens of each sequence after what its cache holds; see `compileExtend`. */
  async extend(batch: number, length: number, capacity: number, feeds: Readonly<Record<string, TypedData>>) {
    const session = await this.sessions.get(`extend ${batch} ${length} ${capacity}`, () =>
      compileExtend(this.config, batch, length, capacity, this.options),
    );
    return session.run({ ...this.weights, ...feeds });
  }

  async release(): Promise<void> {
    await this.sessions.release();
  }
}
