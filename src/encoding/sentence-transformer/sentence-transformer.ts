import { basename } from 'node:path';
import type { SessionOptions } from '../../graph/session.js';
import { type LoadedEncoder, loadEncoderModel } from '../../models/encoders/encoder-directory.js';
import { longestText } from '../../models/encoders/read-encoder-config.js';
import { EncoderTokenizer } from '../../text/encoder-tokenizer.js';
import type { SentenceEncoder } from '../encoder.js';
import { EncoderRunner } from '../encoder-runner.js';
import { planBatches } from './batches.js';
import { readSentenceTransformer, type SentenceTransformerSettings } from './directory.js';
import { poolSentence } from './pooling.js';

/** Smallest divisor when embeddings are normalized (PyTorch's normalize). */
const LEAST_NORM = 1e-12;

/**
 * A sentence-transformers model (Reimers & Gurevych 2019): a bidirectional encoder with the pooling and
 * normalization of its directory. Gives the same embeddings as Python's sentence-transformers, in float32.
 *
 * Memory: the weights, those of its matrices once more, one batch's activations (512 tokens, or one longer text), and the
 * result.
 */
export class SentenceTransformer implements SentenceEncoder {
  readonly name: string;
  private readonly maxLength: number;
  private readonly runner: EncoderRunner;

  private constructor(
    dir: string,
    private readonly settings: SentenceTransformerSettings,
    private readonly model: LoadedEncoder,
    private readonly tokenizer: EncoderTokenizer,
    options: SessionOptions,
  ) {
    this.name = basename(dir);
    const { architecture, config } = model;
    const said = settings.maxLength ?? Math.min(tokenizer.maxLength, config.max_position_embeddings);
    this.maxLength = Math.min(said, longestText(architecture, config));
    this.runner = new EncoderRunner(
      model,
      (states, mask) => poolSentence(states.at(-1)!, mask, settings.pooling),
      options,
    );
  }

  /**
   * Loads a directory written by sentence-transformers.
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
    const { prompt, lowercase, normalize } = this.settings;
    const { hidden_size: size } = this.model.config;
    const ids = texts.map((text) => this.tokenizer.encode(prompt + text, this.maxLength, lowercase));
    const rows: Float32Array[] = ids.map(() => new Float32Array(size));
    for (const batch of planBatches(ids)) {
      const pooled = await this.runner.run(batch, ids);
      for (const [row, index] of batch.rows.entries()) {
        // A text without tokens has nothing to pool.
        if (ids[index]?.length === 0) continue;
        const embedding = pooled.slice(row * size, (row + 1) * size);
        rows[index] = normalize ? normalized(embedding) : embedding;
      }
      onTexts(batch.rows.length);
    }
    return rows;
  }

  async release(): Promise<void> {
    await this.runner.release();
  }
}

function normalized(row: Float32Array): Float32Array {
  const norm = Math.max(LEAST_NORM, Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
  return row.map((value) => value / norm);
}
