import { Graph, type Tensor } from '../graph/graph.js';
import { Session, type SessionOptions } from '../graph/session.js';
import { declareEncoderConstants, declareEncoderInputs, encodeTokens } from '../models/encoders/encoder.js';
import type { LoadedEncoder } from '../models/encoders/encoder-directory.js';
import { relativeBuckets } from '../models/encoders/relative-buckets.js';
import type { Batch } from './sentence-transformer/batches.js';

/** A computation on the hidden states [batch, length, hidden], the embeddings first, and the mask [batch, length]. */
export type EncoderHead = (hiddenStates: readonly Tensor[], mask: Tensor) => Tensor;

/**
 * Runs a bidirectional encoder over batches of token ids of any shape. Memory: the weights, those of its matrices a second
 * time as ONNX Runtime lays them out, and one batch's activations.
 */
export class EncoderRunner {
  private session: Promise<Session> | undefined;

  constructor(
    private readonly model: LoadedEncoder,
    private readonly head: EncoderHead,
    private readonly options: SessionOptions,
  ) {}

  /**
   * The head's output for one batch of `texts`, token ids with special tokens. Values at padded positions are undefined unless
   * the head uses the mask.
   */
  async run({ rows, length }: Batch, texts: readonly (readonly number[])[]): Promise<Float32Array> {
    const { architecture, config } = this.model;
    this.session ??= this.compile();
    const ids = new Int32Array(rows.length * length);
    const positions = new Int32Array(rows.length * length);
    const mask = new Float32Array(rows.length * length);
    for (const [row, index] of rows.entries()) {
      const text = texts[index] as readonly number[];
      ids.set(text, row * length);
      positions.set(architecture.positions(text, config), row * length);
      mask.fill(1, row * length, row * length + text.length);
    }
    const buckets = architecture.relativeBias ? { buckets: relativeBuckets(length) } : {};
    const feeds = { ids, positions, mask, ...buckets };
    const { result } = await (await this.session).run(feeds, { batch: rows.length, length });
    return result as Float32Array;
  }

  /** Frees the session; the runner can be used again. */
  async release(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    await (await session)?.release();
  }

  private compile(): Promise<Session> {
    const { architecture, config, parameters } = this.model;
    const graph = new Graph();
    const weights = declareEncoderConstants(graph, architecture, config, parameters);
    const inputs = declareEncoderInputs(graph, architecture);
    const result = this.head(encodeTokens(architecture, config, weights, inputs), inputs.mask);
    return Session.compile(graph, { result }, this.options);
  }
}
