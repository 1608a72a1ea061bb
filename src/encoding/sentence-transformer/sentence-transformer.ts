import { basename } from 'node:path';
import { Graph } from '../../graph/graph.js';
import { Session, type SessionOptions } from '../../graph/session.js';
import { declareEncoderParameters, encodeTokens } from '../../models/encoders/encoder.js';
import { type LoadedEncoder, loadEncoderModel } from '../../models/encoders/encoder-directory.js';
import { longestText } from '../../models/encoders/read-encoder-config.js';
import { EncoderTokenizer } from '../../text/encoder-tokenizer.js';
import type { SentenceEncoder } from '../encoder.js';
import { type Batch, planBatches } from './batches.js';
import { readSentenceTransformer, type SentenceTransformerSettings } from './directory.js';
import { poolSentence } from './pooling.js';

/** The least length that embeddings are divided by (PyTorch's normalize). */
const LEAST_NORM = 1e-12;

/**
 * A sentence-transformers model (Reimers & Gurevych 2019): a bidirectional encoder, pooled and normalised as its
 * directory says; gives the embeddings that Python's sentence-transformers gives, in float32.
 *
 * Memory: the weights, one batch's activations (2,048 tokens, or one longer text), and the result.
 */
export class SentenceTransformer implements SentenceEncoder {
  readonly name: string;
  private readonly maxLength: number;
  private readonly weights: Readonly<Record<string, Float32Array>>;
  private compiled: { readonly key: string; readonly session: Session } | undefined;

  private constructor(
    dir: string,
    private readonly settings: SentenceTransformerSettings,
    private readonly model: LoadedEncoder,
    private readonly tokenizer: EncoderTokenizer,
    private readonly options: SessionOptions,
  ) {
    this.name = basename(dir);
    const { architecture, config } = model;
    const said = settings.maxLength ?? Math.min(tokenizer.maxLength, config.max_position_embeddings);
    this.maxLength = Math.min(said, longestText(architecture, config));
    this.weights = Object.fromEntries(model.parameters);
  }

  /**
   * Loads a directory that sentence-transformers has written.
   *
   * @throws NOT_A_MODEL, UNSUPPORTED_MODEL, TENSOR_MISSING, TENSOR_SHAPE, TENSOR_DTYPE, BAD_SAFETENSORS
   */
  static load(dir: string, options: SessionOptions = {}): SentenceTransformer {
    const settings = readSentenceTransformer(dir);
    const model = loadEncoderModel(settings.transformer);
    const tokenizer = EncoderTokenizer.load(settings.transformer, model.config.vocab_size);
    return new SentenceTransformer(dir, settings, model, tokenizer, options);
  }

  async encode(texts: readonly string[], onTexts: (count: number) => void = () => {}): Promise<Float32Array[]> {
    const { prompt, lowercase, normalise } = this.settings;
    const { hidden_size: size } = this.model.config;
    const ids = texts.map((text) => this.tokenizer.encode(prompt + text, this.maxLength, lowercase));
    const rows: Float32Array[] = ids.map(() => new Float32Array(size));
    for (const batch of planBatches(ids)) {
      const pooled = await this.run(batch, ids);
      for (const [row, index] of batch.rows.entries()) {
        // Of a text without any token there is nothing to pool.
        if (ids[index]?.length === 0) continue;
        const embedding = pooled.slice(row * size, (row + 1) * size);
        rows[index] = normalise ? normalised(embedding) : embedding;
      }
      onTexts(batch.rows.length);
    }
    return rows;
  }

  async release(): Promise<void> {
    await this.compiled?.session.release();
    this.compiled = undefined;
  }

  /** Pooled embeddings [rows, hidden] of one batch. */
  private async run({ rows, length }: Batch, texts: readonly (readonly number[])[]): Promise<Float32Array> {
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
    const { embeddings } = await session.run({ ...this.weights, ids, positions, mask });
    return embeddings as Float32Array;
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
    const hidden = encodeTokens(architecture, config, weights, inputs).at(-1)!;
    const embeddings = poolSentence(hidden, mask, this.settings.pooling);
    const session = await Session.compile(graph, { embeddings }, this.options);
    this.compiled = { key, session };
    return session;
  }
}

function normalised(row: Float32Array): Float32Array {
  const norm = Math.max(LEAST_NORM, Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
  return row.map((value) => value / norm);
}
