import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';

const TokenizerConfig = z.looseObject({
  chat_template: z.string(),
  bos_token: z.string(),
  eos_token: z.string(),
});

/** One turn of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A model's tokenizer and chat template. */
export class Tokenizer {
  private readonly template: Template;

  private constructor(
    private readonly inner: HubTokenizer,
    private readonly config: z.infer<typeof TokenizerConfig>,
    private readonly dir: string,
    private readonly embeddings: number,
  ) {
    this.template = new Template(config.chat_template);
  }

  /**
   * Loads tokenizer.json and tokenizer_config.json of a model directory. Throws NOT_A_MODEL.
   *
   * @param embeddings the model's vocab_size: `encode` throws NOT_A_MODEL for a token that has no embedding
   */
  static load(dir: string, embeddings = Number.POSITIVE_INFINITY): Tokenizer {
    const path = join(dir, 'tokenizer.json');
    if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'no tokenizer.json' });
    try {
      const config = readJson(join(dir, 'tokenizer_config.json'), TokenizerConfig);
      return new Tokenizer(new HubTokenizer(readJson(path, z.looseObject({})), config), config, dir, embeddings);
    } catch (error) {
      throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
    }
  }

  /** Token ids of `text` as it stands: nothing is added before or after. */
  encode(text: string): number[] {
    const ids: number[] = this.inner.encode(text, { add_special_tokens: false }).ids;
    const foreign = ids.find((id) => id >= this.embeddings);
    if (foreign === undefined) return ids;
    const reason = `tokenizer.json has a token ${foreign}, config.json a vocab_size of ${this.embeddings}`;
    throw new UnisonoError('NOT_A_MODEL', { path: this.dir, reason });
  }

  /** The text of token ids, special tokens left out, white space trimmed at both ends. */
  decode(ids: readonly number[]): string {
    if (ids.length === 0) return '';
    return this.inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }).trim();
  }

  /** The prompt for `messages` by the model's chat template, up to where the assistant's answer begins. */
  renderPrompt(messages: readonly Message[]): string {
    return this.render(messages, true);
  }

  /** What the chat template puts after the prompt when the assistant has said `answer`: the text that a model learns. */
  renderAnswer(messages: readonly Message[], answer: string): string {
    const prompt = this.renderPrompt(messages);
    const whole = this.render([...messages, { role: 'assistant', content: answer }], false);
    if (!whole.startsWith(prompt)) {
      const reason =
        'its chat template writes a different prompt once the answer is there, so answer tokens cannot be told apart';
      throw new UnisonoError('UNSUPPORTED_MODEL', {
        path: 'tokenizer_config.json',
        field: 'chat_template',
        value: reason,
        supported: 'templates that only append',
      });
    }
    return whole.slice(prompt.length);
  }

  private render(messages: readonly Message[], addGenerationPrompt: boolean): string {
    const { bos_token, eos_token } = this.config;
    return this.template.render({
      messages: [...messages],
      bos_token,
      eos_token,
      add_generation_prompt: addGenerationPrompt,
    });
  }
}
