import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import type { SessionOptions } from '../graph/session.js';
import { type LoadedEncoder, loadEncoderModel } from '../models/encoders/encoder-directory.js';
import { longestText } from '../models/encoders/read-encoder-config.js';
import { EncoderTokenizer } from '../text/encoder-tokenizer.js';
import { EncoderRunner } from './encoder-runner.js';
import { planBatches } from './sentence-transformer/batches.js';
import { readSentenceTransformer } from './sentence-transformer/directory.js';

/**
 * One layer of a bidirectional encoder: a vector for every token of a text, special tokens included, in float32.
 * Layers above the chosen one are not run.
 */
export class TokenEncoder {
  /** Length of a vector. */
  readonly size: number;
  private readonly runner: EncoderRunner;
  private readonly maxLength: number;

  private constructor(
    /** The directory's name. */
    readonly name: string,
    /** 0: the embeddings; n: the output of layer n. */
    readonly layer: number,
    model: LoadedEncoder,
    private readonly tokenizer: EncoderTokenizer,
    options: SessionOptions,
  ) {
    const { architecture, config } = model;
    this.size = config.hidden_size;
    this.maxLength = Math.min(tokenizer.maxLength, longestText(architecture, config));
    const lower = { ...model, config: { ...config, num_hidden_layers: layer }, parameters: new Map(model.parameters) };
    for (const name of lower.parameters.keys()) {
      if (Number(/^encoder\.layer\.(\d+)\./.exec(name)?.[1] ?? -1) >= layer) lower.parameters.delete(name);
    }
    this.runner = new EncoderRunner(lower, (states) => states.at(-1)!, options);
  }

  /**
   * Loads an encoder of a Hugging Face directory, or the one inside a sentence-transformers directory.
   *
   * @param layer default: the last
   * @throws BAD_ARGUMENT for a layer that does not exist; NOT_A_MODEL, UNSUPPORTED_MODEL, TENSOR_MISSING, TENSOR_SHAPE,
   * TENSOR_DTYPE, BAD_SAFETENSORS
   */
  static load(dir: string, layer?: number, options: SessionOptions = {}): TokenEncoder {
    const folder = existsSync(join(dir, 'modules.json')) ? readSentenceTransformer(dir).transformer : dir;
    const model = loadEncoderModel(folder);
    const { num_hidden_layers: layers, vocab_size } = model.config;
    const chosen = layer ?? layers;
    if (!Number.isInteger(chosen) || chosen < 0 || chosen > layers) {
      throw new UnisonoError('BAD_ARGUMENT', {
        op: 'layer',
        reason: `${dir} has layers 0 to ${layers}, not ${chosen}`,
      });
    }
    return new TokenEncoder(basename(dir), chosen, model, EncoderTokenizer.load(folder, vocab_size), options);
  }

  /** Token ids with special tokens; the tokenizer truncates long texts. */
  tokens(text: string): number[] {
    return this.tokenizer.encode(text, this.maxLength);
  }

  /** Row-major vectors [tokens, size] for every list of token ids, from {@link tokens}. */
  async encode(texts: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const { size } = this;
    const vectors: Float32Array[] = texts.map(() => new Float32Array());
    for (const batch of planBatches(texts)) {
      const hidden = await this.runner.run(batch, texts);
      for (const [row, index] of batch.rows.entries()) {
        const start = row * batch.length * size;
        vectors[index] = hidden.slice(start, start + (texts[index] as readonly number[]).length * size);
      }
    }
    return vectors;
  }

  /** Frees everything except the encoder's weights. */
  async release(): Promise<void> {
    await this.runner.release();
  }
}
