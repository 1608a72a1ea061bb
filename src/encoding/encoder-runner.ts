import { Graph, type Tensor } from '../graph/graph.js';
import { Session, type SessionOptions } from '../graph/session.js';
import { declareEncoderParameters, encodeTokens } from '../models/encoders/encoder.js';
import type { LoadedEncoder } from '../models/encoders/encoder-directory.js';
import type { Batch } from './sentence-transformer/batches.js';

/** What is computed of the hidden states [batch, length, hidden], the embeddings first, and the mask [batch, length]. */
export type EncoderHead = (hiddenStates: readonly Tensor[], mask: Tensor) => Tensor;

/** Runs a bidirectional encoder over batches of token ids. Memory: the weights and one batch's activations. */
export class EncoderRunner {
  private readonly weights: Readonly<Record<string, Float32Array>>;
  private compiled: { readonly key: string; readonly session: Session } | undefined;

  constructor(
    private readonly model: LoadedEncoder,
    private readonly head: EncoderHead,
    private readonly options: SessionOptions,
  ) {
    this.weights = Object.fromEntries(model.parameters);
  }

  /**
   * What the head gives for one batch of `texts`, token ids with their special tokens; its values at padded places mean
   * nothing unless it looks at the mask.
   */
  async run({ rows, length }: Batch, texts: readonly (readonly number[])[]): Promise<Float32Array> {
    const { architecture, config } = this.model;
    const session = await this.sessionOf(rows.length, length);
    const ids = new Int32Array(rows.length * length);
    const positions = new Int32Array(rows.length * length);
    const mask = new Float32Array(rows.length * length);
    for (const [row, index] of rows.entries()) {
      const text = texts[index] as readonly number[];
      ids.set(text, row * length);
      positions.set(architecture.positions(text, config), row * length);
      mask.fill(1, row * length, row * length + text.length);
    }
    const { result } = await session.run({ ...this.weights, ids, positions, mask });
    return result as Float32Array;
  }

  /** Frees the session; the runner can be used again. */
  async release(): Promise<void> {
    await this.compiled?.session.release();
    this.compiled = undefined;
  }

  /** The session of a shape; batches come in order of length, so a shape that has passed is not asked for again. */
  private async sessionOf(batch: number, length: number): Promise<Session> {
    const key = `${batch} ${length}`;
    if (this.compiled?.key === key) return this.compiled.session;
    await this.release();
    const { architecture, config } = this.model;
    const graph = new Graph();
    const weights = declareEncoderParameters(graph, architecture, config);
    const shape = [batch, length];
    const mask = graph.input('mask', shape);
    const inputs = {
      ids: graph.input('ids', shape, 'int32'),
      positions: graph.input('positions', shape, 'int32'),
      mask,
    };
    const result = this.head(encodeTokens(architecture, config, weights, inputs), mask);
    const session = await Session.compile(graph, { result }, this.options);
    this.compiled = { key, session };
    return session;
  }
}
