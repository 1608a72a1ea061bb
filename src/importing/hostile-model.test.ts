import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildGguf, type RawTensor, type RawValue, raw } from './gguf-builder.contract.js';
import { importGguf } from './import-gguf.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-hostile-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const TOKENS = ['<s>', '</s>', 'a', 'b', 'ab'];
const ENTRIES: Record<string, RawValue> = {
  'general.architecture': raw.text('llama'),
  'llama.block_count': raw.u32(1),
  'llama.context_length': raw.u32(64),
  'llama.embedding_length': raw.u32(8),
  'llama.feed_forward_length': raw.u32(16),
  'llama.attention.head_count': raw.u32(2),
  'llama.attention.head_count_kv': raw.u32(1),
  'llama.attention.layer_norm_rms_epsilon': raw.f32(1e-5),
  'tokenizer.ggml.model': raw.text('gpt2'),
  'tokenizer.ggml.pre': raw.text('smollm'),
  'tokenizer.ggml.tokens': raw.texts(TOKENS),
  'tokenizer.ggml.token_type': raw.array(5, 5, Buffer.from(Int32Array.of(3, 3, 1, 1, 1).buffer)),
  'tokenizer.ggml.merges': raw.texts(['a b']),
  'tokenizer.ggml.bos_token_id': raw.u32(0),
  'tokenizer.ggml.eos_token_id': raw.u32(1),
};
const DIMS: Record<string, number[]> = {
  'token_embd.weight': [8, 5],
  'output_norm.weight': [8],
  'blk.0.attn_norm.weight': [8],
  'blk.0.ffn_norm.weight': [8],
  'blk.0.attn_q.weight': [8, 8],
  'blk.0.attn_k.weight': [8, 4],
  'blk.0.attn_v.weight': [8, 4],
  'blk.0.attn_output.weight': [8, 8],
  'blk.0.ffn_gate.weight': [8, 16],
  'blk.0.ffn_up.weight': [8, 16],
  'blk.0.ffn_down.weight': [16, 8],
};

interface Change {
  readonly entries?: Readonly<Record<string, RawValue | undefined>>;
  readonly dims?: Readonly<Record<string, number[] | undefined>>;
}

/** A whole model with zero weights, but for what a test changes or leaves out (undefined). */
function model({ entries = {}, dims = {} }: Change): Buffer {
  const given = <T>(all: Record<string, T | undefined>) =>
    Object.entries(all).filter((entry): entry is [string, T] => entry[1] !== undefined);
  let offset = 0;
  const tensors: RawTensor[] = given({ ...DIMS, ...dims }).map(([name, sizes]) => {
    const tensor = { name, dims: sizes, offset };
    offset += Math.ceil(sizes.reduce((product, n) => product * n, 4) / 32) * 32;
    return tensor;
  });
  return buildGguf({ entries: given({ ...ENTRIES, ...entries }), tensors, data: offset });
}

async function importing(change: Change): Promise<unknown> {
  const path = join(dir, 'model.gguf');
  writeFileSync(path, model(change));
  return importGguf(path, join(dir, 'out'));
}

it('the model is a good one before it is changed', async () => {
  await expect(importing({})).resolves.toMatchObject({ tensors: 11 });
  await expect(importing({ dims: { 'output.weight': [8, 5] } })).resolves.toMatchObject({ tensors: 12 });
});

const entry = (key: string, value?: RawValue): Change => ({ entries: { [key]: value } });
const tokens = (...list: string[]): Change => ({
  entries: { 'tokenizer.ggml.tokens': raw.texts(list), 'tokenizer.ggml.token_type': undefined },
});

it.each<[string, Change, string, string]>([
  ['no architecture', entry('general.architecture'), 'BAD_GGUF', 'general.architecture is missing'],
  [
    'an unknown architecture',
    entry('general.architecture', raw.text('rwkv')),
    'GGUF_UNSUPPORTED',
    '"rwkv" is not supported. Supported: llama, qwen2',
  ],
  ['no layers', entry('llama.block_count'), 'BAD_GGUF', 'llama.block_count is missing'],
  ['zero layers', entry('llama.block_count', raw.u32(0)), 'BAD_GGUF', 'llama.block_count is not a whole number from 1'],
  ['a layer too many', entry('llama.block_count', raw.u32(2)), 'TENSOR_MISSING', '"blk.1.attn_norm.weight" is missing'],
  ['layers without end', entry('llama.block_count', raw.u32(0x7fffffff)), 'TENSOR_MISSING', '"blk.1.attn_norm.weight"'],
  [
    'a hidden size that no tensor has',
    entry('llama.embedding_length', raw.u32(16)),
    'TENSOR_SHAPE',
    'has shape [5, 8], expected [5, 16]',
  ],
  [
    'a text for a size',
    entry('llama.embedding_length', raw.text('8')),
    'BAD_GGUF',
    'llama.embedding_length is not a whole number',
  ],
  ['heads that do not divide', entry('llama.attention.head_count', raw.u32(3)), 'BAD_GGUF', 'make heads of 2.66'],
  [
    'keys that heads cannot share',
    entry('llama.attention.head_count_kv', raw.u32(3)),
    'BAD_GGUF',
    '2 heads cannot share 3',
  ],
  [
    'values of another size',
    entry('llama.attention.value_length', raw.u32(8)),
    'GGUF_UNSUPPORTED',
    'values are of another size',
  ],
  [
    'another vocabulary',
    entry('llama.vocab_size', raw.u32(6)),
    'BAD_GGUF',
    'llama.vocab_size is 6, token_embd.weight has 5 rows',
  ],
  ['experts', entry('llama.expert_count', raw.u32(8)), 'GGUF_UNSUPPORTED', 'mixture of experts'],
  [
    'an epsilon that is no number',
    entry('llama.attention.layer_norm_rms_epsilon', raw.f32(Number.NaN)),
    'BAD_GGUF',
    'epsilon is not a finite number',
  ],
  [
    'half-rotated heads',
    entry('llama.rope.dimension_count', raw.u32(2)),
    'GGUF_UNSUPPORTED',
    'llama.rope.dimension_count 2',
  ],
  [
    'unknown rope scaling',
    entry('llama.rope.scaling.type', raw.text('magic')),
    'GGUF_UNSUPPORTED',
    'rope scaling "magic"',
  ],
  [
    'rope scaling by nothing',
    entry('llama.rope.scaling.type', raw.text('linear')),
    'BAD_GGUF',
    'llama.rope.scaling.factor is missing',
  ],
  [
    'a tensor less',
    { dims: { 'blk.0.attn_v.weight': undefined } },
    'TENSOR_MISSING',
    '"blk.0.attn_v.weight" is missing',
  ],
  ['no embedding', { dims: { 'token_embd.weight': undefined } }, 'BAD_GGUF', 'llama.vocab_size is missing'],
  [
    'a tensor of another model',
    { dims: { 'blk.0.attn_k.weight': [8, 8] } },
    'TENSOR_SHAPE',
    'has shape [8, 8], expected [4, 8]',
  ],
  ['a flat matrix', { dims: { 'blk.0.ffn_up.weight': [128] } }, 'TENSOR_SHAPE', 'has shape [128], expected [16, 8]'],
  [
    'a tensor that nobody knows',
    { dims: { 'blk.0.magic.weight': [8] } },
    'GGUF_UNSUPPORTED',
    'tensor "blk.0.magic.weight"',
  ],
  [
    'a layer that is not counted',
    { dims: { 'blk.1.attn_norm.weight': [8] } },
    'GGUF_UNSUPPORTED',
    'tensor "blk.1.attn_norm.weight"',
  ],
  ['one bias of four', { dims: { 'blk.0.attn_q.bias': [8] } }, 'TENSOR_MISSING', '"blk.0.attn_k.bias"'],
  ['frequencies of no known formula', { dims: { 'rope_freqs.weight': [2] } }, 'GGUF_UNSUPPORTED', 'not of Llama 3'],
  [
    'frequencies of another length',
    { dims: { 'rope_freqs.weight': [3] } },
    'BAD_GGUF',
    '"rope_freqs.weight" has shape [3], not [2]',
  ],
  ['no tokenizer', entry('tokenizer.ggml.model'), 'BAD_GGUF', 'tokenizer.ggml.model is missing'],
  [
    'an unknown tokenizer',
    entry('tokenizer.ggml.model', raw.text('constructor')),
    'GGUF_UNSUPPORTED',
    'the tokenizer "constructor"',
  ],
  [
    'an unknown pre-tokenizer',
    entry('tokenizer.ggml.pre', raw.text('tekken')),
    'GGUF_UNSUPPORTED',
    'the pre-tokenizer "tekken"',
  ],
  ['no pre-tokenizer', entry('tokenizer.ggml.pre'), 'GGUF_UNSUPPORTED', 'without tokenizer.ggml.pre'],
  ['no tokens', entry('tokenizer.ggml.tokens'), 'BAD_GGUF', 'tokenizer.ggml.tokens is missing'],
  ['a token twice', tokens('<s>', '</s>', 'a', 'b', 'a'), 'BAD_GGUF', 'tokens 2 and 4 are both "a"'],
  ['more tokens than embeddings', tokens(...TOKENS, 'c'), 'BAD_GGUF', 'there are 6 tokens, but only 5 embeddings'],
  [
    'types for other tokens',
    entry('tokenizer.ggml.token_type', raw.array(5, 1, Buffer.alloc(4))),
    'BAD_GGUF',
    '5 tokens have 1 types',
  ],
  [
    'merges of what is no token',
    entry('tokenizer.ggml.merges', raw.texts(['a c'])),
    'BAD_GGUF',
    'needs "c", which is not in the vocabulary',
  ],
  [
    'merges into what is no token',
    entry('tokenizer.ggml.merges', raw.texts(['b a'])),
    'BAD_GGUF',
    'needs "ba", which is not in the vocabulary',
  ],
  [
    'merges that are none',
    entry('tokenizer.ggml.merges', raw.texts(['ab'])),
    'BAD_GGUF',
    'which is not in the vocabulary',
  ],
  [
    'an end token that does not exist',
    entry('tokenizer.ggml.eos_token_id', raw.u32(5)),
    'BAD_GGUF',
    'eos_token_id is 5, but the vocabulary has only 5',
  ],
  [
    'a sentencepiece without scores',
    entry('tokenizer.ggml.model', raw.text('llama')),
    'BAD_GGUF',
    'tokenizer.ggml.scores is missing',
  ],
])('a model with %s ends in a typed error', async (_, change, code, message) => {
  await expect(importing(change)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(existsSync(join(dir, 'out'))).toBe(false);
});
