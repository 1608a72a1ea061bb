import type { TypedData } from '../graph/graph.js';
import type { Session, SessionOptions } from '../graph/session.js';
import { SessionCache } from '../graph/session-cache.js';
import type { ModelConfig } from '../models/config.js';
import { declareConstants, type Precision, type QuantizedModel } from '../models/constant-weights.js';
import { declareParameters, type Parameters } from '../models/parameters.js';
import { compileExtend, compilePrefill, type DeclareWeights } from './decoder-graphs.js';

/** Largest number of compiled shapes; the least recently used one is freed. */
const MAX_SESSIONS = 12;

/** Largest number of compiled shapes with their own float32 weights. */
const MAX_HEAVY_SESSIONS = 1;

export interface PassOptions extends SessionOptions {
  /** Precision of the linear maps. Default: float32. */
  readonly precision?: Precision;
}

/**
 * The compiled passes of one model, by shape. Reading a prompt is bound by arithmetic and uses the weights in their normal
 * layout; a decoding step is bound by reading the weights, which are compiled in, in a layout for that. Quantized weights are
 * small and always compiled in; so are all weights on other devices, to avoid sending them at every step.
 */
export class DecoderPasses {
  private readonly light = new SessionCache(MAX_SESSIONS);
  private readonly heavy: SessionCache;
  private readonly weights: Readonly<Record<string, Float32Array>>;
  private readonly quantized: QuantizedModel = new Map();
  private readonly precision: Precision;

  constructor(
    readonly config: ModelConfig,
    private readonly parameters: Parameters,
    private readonly options: PassOptions,
  ) {
    this.weights = Object.fromEntries(parameters);
    this.precision = options.precision ?? 'float32';
    this.heavy = new SessionCache(this.precision === 'float32' ? MAX_HEAVY_SESSIONS : MAX_SESSIONS);
  }

  /** Reads whole prompts; see `compilePrefill`. */
  prefill(batch: number, length: number, feeds: Readonly<Record<string, TypedData>>) {
    return this.run(`prefill ${batch} ${length}`, false, feeds, (declare) =>
      compilePrefill(this.config, declare, batch, length, this.options),
    );
  }

  /** Reads `length` tokens of each sequence after what its cache holds; see `compileExtend`. */
  extend(batch: number, length: number, capacity: number, feeds: Readonly<Record<string, TypedData>>) {
    return this.run(`extend ${batch} ${length} ${capacity}`, length === 1, feeds, (declare) =>
      compileExtend(this.config, declare, batch, length, capacity, this.options),
    );
  }

  private async run(
    key: string,
    decoding: boolean,
    feeds: Readonly<Record<string, TypedData>>,
    compile: (declare: DeclareWeights) => Promise<Session>,
  ) {
    const { config, parameters, precision, quantized } = this;
    const compiledIn = decoding || precision !== 'float32' || (this.options.device ?? 'cpu') !== 'cpu';
    if (!compiledIn) {
      const session = await this.light.get(key, () => compile((graph) => declareParameters(graph, config)));
      return session.run({ ...this.weights, ...feeds });
    }
    const session = await this.heavy.get(key, () =>
      compile((graph) => declareConstants(graph, config, parameters, precision, quantized)),
    );
    return session.run(feeds);
  }

  async release(): Promise<void> {
    await this.light.release();
    await this.heavy.release();
  }
}
