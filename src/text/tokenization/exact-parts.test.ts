import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixNormalizer, fixPreTokenizer } from './exact-parts.js';
import { parts } from './hub-parts.js';
import { TokenPipeline } from './token-pipeline.js';

interface Golden<T> {
  readonly config: object;
  readonly outputs: Record<string, T>;
}

const FIXTURE = JSON.parse(readFileSync(new URL('../fixtures/tokenizer-parts.json', import.meta.url), 'utf8'));
const TEXTS: Record<string, string> = { ...FIXTURE.texts, nothing: '' };

/** A tokenizer without a vocabulary, for its parts. */
function bare(changes: object) {
  const model = { type: 'BPE', vocab: {}, merges: [] };
  const empty = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, model };
  return new parts.Tokenizer({ ...empty, ...changes }, {});
}

describe.each(Object.entries(FIXTURE.normalizers as Record<string, Golden<string>>))('%s', (_, { config, outputs }) => {
  const { normalizer } = bare({ normalizer: config });
  fixNormalizer(normalizer);
  it.each(Object.entries(outputs))("normalizes as Python's tokenizers: %s", (name, expected) => {
    expect(normalizer?.(TEXTS[name] as string)).toBe(expected);
  });
});

describe.each(Object.entries(FIXTURE.preTokenizers as Record<string, Golden<string[]>>))('%s', (_, golden) => {
  const { pre_tokenizer } = bare({ pre_tokenizer: golden.config });
  fixPreTokenizer(pre_tokenizer);
  it.each(Object.entries(golden.outputs))("cuts as Python's tokenizers: %s", (name, expected) => {
    expect(pre_tokenizer?.(TEXTS[name] as string, { section_index: 0 })).toEqual(expected);
  });
});

describe('added tokens', () => {
  const bert = new URL('../fixtures/families/bert/tokenizer.json', import.meta.url);
  const dir = mkdtempSync(join(tmpdir(), 'unisono-tokens-'));
  const file = JSON.parse(readFileSync(bert, 'utf8'));
  writeFileSync(join(dir, 'tokenizer.json'), JSON.stringify({ ...file, added_tokens: FIXTURE.added.tokens }));
  const pipeline = TokenPipeline.load(dir, {});
  rmSync(dir, { recursive: true });

  it.each(FIXTURE.added.texts as [string, number[]][])(
    "are found where Python's tokenizers finds them: %j",
    (text, ids) => {
      expect(pipeline.ids(pipeline.tokens(text))).toEqual(ids);
    },
  );
});

describe('a charsmap that is cut short', () => {
  it.each(['', 'AAA=', '/////w=='])('is refused: %j', (precompiled_charsmap) => {
    const { normalizer } = bare({ normalizer: { type: 'Precompiled', precompiled_charsmap } });
    if (precompiled_charsmap === '') {
      fixNormalizer(normalizer);
      expect(normalizer?.('\uff21 b')).toBe('\uff21 b');
    } else expect(() => fixNormalizer(normalizer)).toThrow('cut short');
  });
});
