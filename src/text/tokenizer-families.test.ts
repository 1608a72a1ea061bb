import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TokenPipeline } from './tokenization/token-pipeline.js';
import { type Message, Tokenizer } from './tokenizer.js';

/** A rendered conversation, or the error that the template raises. */
type Rendered = { readonly text: string; readonly ids: number[] } | { readonly error: string };

interface Golden {
  /** `whole` with the special tokens around it. */
  readonly texts: Record<string, { text: string; ids: number[]; whole: number[]; decoded: string }>;
  readonly fuzz: readonly [text: string, ids: number[]][];
  readonly conversations?: Record<string, { messages: Message[]; prompt: Rendered; whole: Rendered }>;
}

const FAMILIES = new URL('./fixtures/families/', import.meta.url);

describe.each(readdirSync(FAMILIES))('%s', (family) => {
  const dir = new URL(family, FAMILIES).pathname;
  const golden: Golden = JSON.parse(readFileSync(`${dir}/golden.json`, 'utf8'));
  const config = JSON.parse(readFileSync(`${dir}/tokenizer_config.json`, 'utf8'));
  const pipeline = TokenPipeline.load(dir, config);
  const idsOf = (text: string) => pipeline.ids(pipeline.tokens(text));

  it.each(Object.entries(golden.texts))("ids and text are those of Python's tokenizers: %s", (_, expected) => {
    const tokens = pipeline.tokens(expected.text);
    expect(pipeline.ids(tokens)).toEqual(expected.ids);
    expect(pipeline.ids(pipeline.surrounded(tokens))).toEqual(expected.whole);
    expect(pipeline.decode(expected.ids).trim()).toBe(expected.decoded.trim());
  });

  it('ids are also those of texts drawn at random from all scripts', () => {
    const different = golden.fuzz.filter(([text, ids]) => idsOf(text).join() !== ids.join()).map(([text]) => text);
    expect(different).toEqual([]);
  });

  if (!golden.conversations) return;
  const tokenizer = Tokenizer.load(dir);

  it.each(Object.entries(golden.conversations))(
    "the chat template renders as transformers' apply_chat_template: %s",
    (_, { messages, prompt, whole }) => {
      if ('error' in prompt) {
        expect(() => tokenizer.renderPrompt(messages)).toThrow(prompt.error);
        return;
      }
      expect(tokenizer.renderPrompt(messages)).toBe(prompt.text);
      expect(tokenizer.encode(prompt.text)).toEqual(prompt.ids);
      expect('ids' in whole && tokenizer.encode(whole.text)).toEqual('ids' in whole && whole.ids);
    },
  );
});
