import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { lowerCase } from './tokenization/bert-normalizer.js';
import { TokenPipeline } from './tokenization/token-pipeline.js';

const EncoderTokenizerConfig = z.looseObject({
  model_max_length: z.number().positive().nullish(),
  truncation_side: z.enum(['left', 'right']).default('right'),
});

/** The tokenizer of a bidirectional encoder: every text gets the special tokens that the model expects. */
export class EncoderTokenizer {
  private constructor(
    private readonly pipeline: TokenPipeline,
    /** The longest text that tokenizer_config.json allows, with special tokens; may be infinite. */
    readonly maxLength: number,
    private readonly side: 'left' | 'right',
    private readonly special: number,
    private readonly dir: string,
    private readonly embeddings: number,
  ) {}

  /**
   * Loads tokenizer.json and, where there is one, tokenizer_config.json. Throws NOT_A_MODEL.
   *
   * @param embeddings the model's vocab_size: `encode` throws NOT_A_MODEL for a token that has no embedding
   */
  static load(dir: string, embeddings = Number.POSITIVE_INFINITY): EncoderTokenizer {
    const config = readConfig(dir);
    const pipeline = TokenPipeline.load(dir, config);
    const maxLength = config.model_max_length ?? Number.POSITIVE_INFINITY;
    const special = pipeline.surrounded([]).length;
    return new EncoderTokenizer(pipeline, maxLength, config.truncation_side, special, dir, embeddings);
  }

  /**
   * Token ids of `text` with special tokens; a longer text is cut to fit.
   *
   * @param maxLength in tokens, with special tokens
   * @param lowercase writes the text in lower case first
   */
  encode(text: string, maxLength = this.maxLength, lowercase = false): number[] {
    const tokens = this.pipeline.tokens(lowercase ? lowerCase(text) : text);
    const room = Math.max(0, maxLength - this.special);
    const kept = this.side === 'right' ? tokens.slice(0, room) : tokens.slice(Math.max(0, tokens.length - room));
    const ids = this.pipeline.ids(this.pipeline.surrounded(kept));
    const foreign = ids.find((id) => id >= this.embeddings);
    if (foreign === undefined) return ids;
    const reason = `tokenizer.json has token id ${foreign}, but config.json has vocab_size ${this.embeddings}`;
    throw new UnisonoError('NOT_A_MODEL', { path: this.dir, reason });
  }
}

function readConfig(dir: string): z.infer<typeof EncoderTokenizerConfig> {
  const path = join(dir, 'tokenizer_config.json');
  if (!existsSync(path)) return EncoderTokenizerConfig.parse({});
  try {
    return readJson(path, EncoderTokenizerConfig);
  } catch (error) {
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
  }
}
