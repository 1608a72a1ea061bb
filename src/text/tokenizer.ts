import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson, readText } from '../core/files.js';
import { TokenPipeline } from './tokenization/token-pipeline.js';

/** A special token: its text, or an object with its properties. */
const SpecialToken = z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]);

const TokenizerConfig = z.looseObject({
  chat_template: z.string().optional(),
  bos_token: SpecialToken.nullish(),
  eos_token: SpecialToken,
});

/** Special tokens that chat templates use by name. */
const NAMED_TOKENS = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

/** One turn of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A model's tokenizer and chat template. */
export class Tokenizer {
  private constructor(
    private readonly pipeline: TokenPipeline,
    private readonly template: Template,
    private readonly namedTokens: Readonly<Record<string, string>>,
    private readonly dir: string,
    private readonly embeddings: number,
  ) {}

  /**
   * Loads tokenizer.json, tokenizer_config.json and, where there is one, chat_template.jinja of a model directory.
   * Throws NOT_A_MODEL.
   *
   * @param embeddings the model's vocab_size: `encode` throws NOT_A_MODEL for a token that has no embedding
   */
  static load(dir: string, embeddings = Number.POSITIVE_INFINITY): Tokenizer {
    if (!existsSync(join(dir, 'tokenizer.json'))) throw notAModel(dir, 'no tokenizer.json');
    try {
      const config = readJson(join(dir, 'tokenizer_config.json'), TokenizerConfig);
      const pipeline = TokenPipeline.load(dir, config);
      return new Tokenizer(pipeline, new Template(chatTemplate(dir, config)), namedTokens(config), dir, embeddings);
    } catch (error) {
      if (error instanceof UnisonoError && error.code === 'NOT_A_MODEL') throw error;
      throw notAModel(dir, (error as Error).message, error);
    }
  }

  /** Token ids of `text`, without special tokens. */
  encode(text: string): number[] {
    const ids = this.pipeline.ids(this.pipeline.tokens(text));
    const foreign = ids.find((id) => id >= this.embeddings);
    if (foreign === undefined) return ids;
    throw notAModel(
      this.dir,
      `tokenizer.json has token id ${foreign}, but config.json has vocab_size ${this.embeddings}`,
    );
  }

  /** The text of token ids, special tokens left out, white space trimmed at both ends. */
  decode(ids: readonly number[]): string {
    return this.pipeline.decode(ids).trim();
  }

  /** The prompt for `messages` by the model's chat template, up to where the assistant's answer begins. */
  renderPrompt(messages: readonly Message[]): string {
    return this.render(messages, true);
  }

  /** The chat template's text after the prompt for the assistant's `answer`: the text that a model learns. */
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
    try {
      // transformers passes `tools` and `documents` as None if there are none.
      return this.template.render({
        ...this.namedTokens,
        messages: [...messages],
        tools: null,
        documents: null,
        add_generation_prompt: addGenerationPrompt,
      });
    } catch (error) {
      // Templates raise errors themselves, for example for roles out of order.
      const details = { path: this.dir, field: 'chat_template', value: (error as Error).message };
      const supported = 'conversations that the template accepts';
      throw new UnisonoError('UNSUPPORTED_MODEL', { ...details, supported }, { cause: error });
    }
  }
}

/** The template of chat_template.jinja, where transformers writes it from version 4.51 on, or of tokenizer_config.json. */
function chatTemplate(dir: string, config: z.infer<typeof TokenizerConfig>): string {
  const path = join(dir, 'chat_template.jinja');
  if (existsSync(path)) return readText(path);
  if (config.chat_template === undefined) throw new Error('no chat_template in tokenizer_config.json');
  return config.chat_template;
}

function namedTokens(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    NAMED_TOKENS.flatMap((name) => {
      const token = SpecialToken.safeParse(config[name]);
      return token.success ? [[name, token.data]] : [];
    }),
  );
}

function notAModel(path: string, reason: string, cause?: unknown): UnisonoError {
  return new UnisonoError('NOT_A_MODEL', { path, reason }, { cause });
}
