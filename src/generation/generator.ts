import type { ModelConfig } from '../models/config.js';
import type { Parameters } from '../models/parameters.js';
import { DecoderPasses, type PassOptions } from './decoder-passes.js';
import { DecodingRun, type GenerateOptions, roundUp } from './decoding-run.js';

/**
 * Decoding with a key-value cache, several sequences at a time. Memory: the cache of these sequences, and a copy of the
 * weights in a layout for decoding.
 */
export class Generator {
  private readonly passes: DecoderPasses;
  private read = 0;

  constructor(config: ModelConfig, parameters: Parameters, options: PassOptions = {}) {
    this.passes = new DecoderPasses(config, parameters, options);
  }

  /**
   * The continuation of each prompt, token by token, until an end token, a stop, or `maxNewTokens`.
   *
   * @param prompts token ids; at least one, each non-empty and no longer than the model's positions less `maxNewTokens`
   * @returns new token ids per prompt, without the end token. Greedy ones equal transformers' greedy search.
   */
  async generate(
    prompts: readonly (readonly number[])[],
    maxNewTokens: number,
    options: GenerateOptions = {},
  ): Promise<number[][]> {
    const rows = Math.min(options.rows ?? prompts.length, prompts.length);
    const longest = Math.max(...prompts.map((ids) => ids.length));
    const run = new DecodingRun(this.passes, rows, roundUp(longest + maxNewTokens), maxNewTokens, options);
    const answers = await run.answer(prompts);
    this.read += run.tokensRead;
    return answers;
  }

  /** Number of prompt tokens computed so far; prompts with a common beginning share tokens. */
  get promptTokensRead(): number {
    return this.read;
  }

  async release(): Promise<void> {
    await this.passes.release();
  }
}
