import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../core/hash.js';
import { type Message, Tokenizer } from './tokenizer.js';

interface Encoded {
  readonly text: string;
  readonly ids: number[];
}

interface Golden {
  readonly sha256: Record<string, string>;
  readonly texts: Record<string, Encoded & { readonly decoded: string }>;
  readonly pieces: readonly { readonly ids: number[]; readonly decoded: string }[];
  readonly conversations: Record<
    string,
    { readonly messages: Message[]; readonly prompt: Encoded; readonly whole: Encoded }
  >;
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/tokenizer.json', import.meta.url), 'utf8'));
const MODEL = new URL('../../models/tiny/', import.meta.url).pathname;

const tokenizer = Tokenizer.load(MODEL);

it.each(Object.entries(GOLDEN.sha256))('the fixture is of the present %s', (name, hash) => {
  expect(sha256(readFileSync(join(MODEL, name))), 'run tools/oracle/tokenizer.py again').toBe(hash);
});

describe("encode and decode equal transformers' fast tokenizer", () => {
  it.each(Object.entries(GOLDEN.texts))('%s', (_, { text, ids, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded.trim());
  });

  it.each(GOLDEN.pieces)('also of pieces of characters and of control tokens: $ids', ({ ids, decoded }) => {
    expect(tokenizer.decode(ids)).toBe(decoded.trim());
  });
});

describe('decode', () => {
  it('gives back any text in lower case, trimmed', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((s) => !s.includes('<|'));
    fc.assert(
      fc.property(text, (original) => {
        expect(tokenizer.decode(tokenizer.encode(original))).toBe(original.toLowerCase().trim());
      }),
    );
  });

  it('never fails, whatever a model writes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4095), { maxLength: 20 }), (ids) => {
        expect(tokenizer.decode(ids)).toBeTypeOf('string');
      }),
    );
  });
});

describe("the chat template renders as transformers' apply_chat_template", () => {
  it.each(Object.entries(GOLDEN.conversations))('%s', (_, { messages, prompt, whole }) => {
    expect(tokenizer.renderPrompt(messages)).toBe(prompt.text);
    expect(tokenizer.encode(prompt.text)).toEqual(prompt.ids);
    expect(tokenizer.encode(whole.text)).toEqual(whole.ids);
  });

  it('and what follows a prompt is the answer with its end token', () => {
    const { messages, whole } = GOLDEN.conversations.answered as Golden['conversations'][string];
    const [question, answer] = messages as [Message, Message];
    const rendered = tokenizer.renderAnswer([question], answer.content);
    expect(rendered).toBe(' By card.<|eos|>');
    expect(tokenizer.renderPrompt([question]) + rendered).toBe(whole.text);
  });
});

describe('a directory that cannot be used', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-tokenizer-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const CONFIG = JSON.parse(readFileSync(join(MODEL, 'tokenizer_config.json'), 'utf8'));
  const write = (tokenizerJson: string, config: unknown) => {
    writeFileSync(join(dir, 'tokenizer.json'), tokenizerJson);
    writeFileSync(join(dir, 'tokenizer_config.json'), JSON.stringify(config));
  };
  const vocabulary = readFileSync(join(MODEL, 'tokenizer.json'), 'utf8');

  it('is refused when it has no tokenizer', () => {
    expect(() => Tokenizer.load(join(dir, 'none'))).toThrowError(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it.each([
    ['a tokenizer cut short', vocabulary.slice(0, 1000), CONFIG],
    ['an empty tokenizer', '{}', CONFIG],
    ['no chat template', vocabulary, { ...CONFIG, chat_template: undefined }],
    ['a broken chat template', vocabulary, { ...CONFIG, chat_template: '{% for m in %}' }],
    ['no end token', vocabulary, { ...CONFIG, eos_token: undefined }],
  ])('is refused for %s', (_, json, config) => {
    write(json, config);
    expect(() => Tokenizer.load(dir)).toThrowError(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it('takes the template of chat_template.jinja before that of tokenizer_config.json', () => {
    write(vocabulary, { ...CONFIG, chat_template: undefined });
    writeFileSync(join(dir, 'chat_template.jinja'), 'of its own: {{ messages[0].content }}');
    expect(Tokenizer.load(dir).renderPrompt([{ role: 'user', content: 'Why?' }])).toBe('of its own: Why?');
    write(vocabulary, CONFIG);
    expect(Tokenizer.load(dir).renderPrompt([{ role: 'user', content: 'Why?' }])).toBe('of its own: Why?');
    rmSync(join(dir, 'chat_template.jinja'));
  });

  it('reads special tokens by their text, with properties, and without one for the beginning', () => {
    const template = '{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ messages[0].content }}';
    const tokens = { bos_token: null, eos_token: { content: '<|eos|>', lstrip: false }, pad_token: '<|pad|>' };
    write(vocabulary, { ...CONFIG, ...tokens, chat_template: template });
    expect(Tokenizer.load(dir).renderPrompt([{ role: 'user', content: 'Why?' }])).toBe('|<|eos|>|<|pad|>|Why?');
  });

  it('says what a template raises', () => {
    write(vocabulary, { ...CONFIG, chat_template: "{{ raise_exception('users first') }}" });
    const loaded = Tokenizer.load(dir);
    expect(() => loaded.renderPrompt([{ role: 'assistant', content: 'Yes.' }])).toThrowError(
      expect.objectContaining({ code: 'UNSUPPORTED_MODEL', message: expect.stringContaining('users first') }),
    );
  });

  it('is refused for training when an answer changes the prompt before it', () => {
    const template = '{{ messages | length }}{% for m in messages %}{{ m.content }}{% endfor %}';
    write(vocabulary, { ...CONFIG, chat_template: template });
    const loaded = Tokenizer.load(dir);
    expect(loaded.renderPrompt([{ role: 'user', content: 'Why?' }])).toBe('1Why?');
    expect(() => loaded.renderAnswer([{ role: 'user', content: 'Why?' }], 'So.')).toThrowError(
      expect.objectContaining({ code: 'UNSUPPORTED_MODEL' }),
    );
  });
});
