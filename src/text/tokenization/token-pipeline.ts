import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { type AddedToken, AddedTokenSplitter } from './added-tokens.js';
import { fixNormalizer, fixPreTokenizer } from './exact-parts.js';
import { type HubTokenizer, parts } from './hub-parts.js';

const Flag = z.boolean().default(false);

const TokenizerFile = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z.int().nonnegative(),
        content: z.string(),
        special: Flag,
        normalized: Flag,
        lstrip: Flag,
        rstrip: Flag,
        single_word: Flag,
      }),
    )
    .nullish(),
});

/**
 * A Hugging Face tokenizer (tokenizer.json) that gives the same ids as Python's `tokenizers` library, also for special
 * tokens written in a text.
 *
 * The parts are those of @huggingface/tokenizers, some of them corrected (`exact-parts.ts`). They are combined here, because
 * that package treats a text that normalizes to an added token as that token, and uses JavaScript's white space instead of
 * Unicode's around added tokens. Truncation and padding settings in tokenizer.json are not applied. Known to
 * differ: BERT's cleaning of marks and punctuation that Unicode has from version 9 on, which the Rust library's tables lack.
 */
export class TokenPipeline {
  private readonly raw: AddedTokenSplitter;
  private readonly normalized: AddedTokenSplitter;

  private constructor(
    private readonly inner: HubTokenizer,
    added: readonly AddedToken[],
  ) {
    fixNormalizer(inner.normalizer);
    fixPreTokenizer(inner.pre_tokenizer);
    const isRaw = (token: AddedToken) => !token.normalized;
    this.raw = new AddedTokenSplitter(added.filter(isRaw).map((token) => [token.content, token]));
    this.normalized = new AddedTokenSplitter(
      added.filter((token) => !isRaw(token)).map((token) => [this.normalize(token.content), token]),
    );
  }

  /**
   * Loads `dir`/tokenizer.json.
   *
   * @param config the content of tokenizer_config.json
   * @throws NOT_A_MODEL
   */
  static load(dir: string, config: Readonly<Record<string, unknown>>): TokenPipeline {
    const path = join(dir, 'tokenizer.json');
    if (!existsSync(path)) throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'no tokenizer.json' });
    try {
      const file = readJson(path, TokenizerFile);
      return new TokenPipeline(new parts.Tokenizer(file, config), file.added_tokens ?? []);
    } catch (error) {
      throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
    }
  }

  /** Tokens of `text`, without special tokens. */
  tokens(text: string): string[] {
    return this.raw.split(text).flatMap((section) => {
      if ('token' in section) return [section.token.content];
      return this.normalized.split(this.normalize(section.text)).flatMap((part) => {
        if ('token' in part) return [part.token.content];
        // A prefix of the first word is added only at the beginning of the text.
        const section_index = section.start === 0 && part.start === 0 ? 0 : 1;
        const pieces = this.inner.pre_tokenizer?.(part.text, { section_index }) ?? [part.text];
        return this.inner.model(pieces);
      });
    });
  }

  /** The tokens with the special tokens of the post-processor for a single text, such as [CLS] and [SEP]. */
  surrounded(tokens: readonly string[]): string[] {
    return this.inner.post_processor?.([...tokens], null, true).tokens ?? [...tokens];
  }

  ids(tokens: readonly string[]): number[] {
    const { model } = this.inner;
    return tokens.map((token) => (model.tokens_to_ids.get(token) ?? model.unk_token_id) as number);
  }

  /** The text of token ids, special tokens left out. */
  decode(ids: readonly number[]): string {
    if (ids.length === 0) return '';
    return this.inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  }

  private normalize(text: string): string {
    return this.inner.normalizer?.(text) ?? text;
  }
}
