import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../core/progress.js';
import { openCheckpoint } from '../tensors/checkpoint.js';
import { decode, encode } from '../tensors/dtype.js';
import { Tokenizer } from '../text/tokenizer.js';
import { importGguf } from './import-gguf.js';

interface Golden {
  readonly config: Record<string, unknown>;
  readonly tensors: Record<string, { readonly shape: readonly number[]; readonly sha256: string }>;
  readonly texts: Record<string, { readonly text: string; readonly ids: readonly number[] }>;
}

const FIXTURES = new URL('./fixtures/', import.meta.url).pathname;
const MODELS: Record<string, Golden> = JSON.parse(readFileSync(join(FIXTURES, 'models.json'), 'utf8'));

/** Fields of config.json that must be those of the model that the GGUF was made of, wherever it has them. */
const FIELDS = [
  'architectures',
  'model_type',
  'hidden_size',
  'intermediate_size',
  'num_hidden_layers',
  'num_attention_heads',
  'num_key_value_heads',
  'vocab_size',
  'max_position_embeddings',
  'rms_norm_eps',
  'tie_word_embeddings',
  'attention_bias',
  'sliding_window',
  'query_pre_attn_scalar',
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'original_max_position_embeddings',
  'bos_token_id',
  'eos_token_id',
  'pad_token_id',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gguf = (name: string) => join(FIXTURES, `${name}.gguf`);
const sha256 = (values: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe.each(Object.entries(MODELS))('a GGUF of %s', (name, golden) => {
  let dir: string;
  beforeAll(async () => {
    dir = join(folder, name);
    const summary = await importGguf(gguf(name), dir, { dtype: 'F32' });
    expect(summary).toMatchObject({ tensors: Object.keys(golden.tensors).length, hasChatTemplate: true });
  });

  it('gives the weights of the model that it was made of, bit by bit', () => {
    const checkpoint = openCheckpoint(dir);
    expect(checkpoint.names).toEqual(Object.keys(golden.tensors).sort());
    for (const [tensor, { shape, sha256: hash }] of Object.entries(golden.tensors)) {
      expect(checkpoint.info(tensor), tensor).toMatchObject({ dtype: 'F32', shape });
      expect(sha256(checkpoint.read(tensor)), tensor).toBe(hash);
    }
    checkpoint.close();
  });

  it("gives the model's config", () => {
    const config = json(join(dir, 'config.json'));
    for (const field of FIELDS) {
      if (golden.config[field] !== undefined && field in config)
        expect([field, config[field]]).toEqual([field, golden.config[field]]);
    }
    const heads =
      golden.config.head_dim ?? (golden.config.hidden_size as number) / (golden.config.num_attention_heads as number);
    if ('head_dim' in config) expect(config.head_dim).toBe(heads);
    expect(config.dtype ?? config.torch_dtype).toBe('float32');
    const rope = golden.config.rope_parameters as Record<string, Record<string, unknown>>;
    const global = (rope.full_attention ?? rope) as Record<string, unknown>;
    expect(config.rope_theta).toBe(global.rope_theta);
    if (rope.sliding_attention) expect(config.rope_local_base_freq).toBe(rope.sliding_attention.rope_theta);
    if (config.rope_scaling === null || !('rope_scaling' in config)) expect(global.rope_type).toBe('default');
    else {
      const { rope_type, type, ...scaling } = config.rope_scaling;
      expect(rope_type ?? type).toBe(global.rope_type);
      expect(global).toMatchObject(scaling);
    }
    if (golden.config.layer_types && config.layer_types) expect(config.layer_types).toEqual(golden.config.layer_types);
    const generation = json(join(dir, 'generation_config.json'));
    expect(generation).toEqual({ bos_token_id: 1, eos_token_id: 2, pad_token_id: config.pad_token_id });
  });

  it('gives its tokenizer and chat template', () => {
    const tokenizer = Tokenizer.load(dir, golden.config.vocab_size as number);
    const wrong = Object.entries(golden.texts).flatMap(([label, { text, ids }]) => {
      const ours = tokenizer.encode(text);
      return ours.join() === ids.join() ? [] : [{ label, ours: ours.join(), ids: ids.join() }];
    });
    expect(wrong).toEqual([]);
    expect(tokenizer.renderPrompt([{ role: 'user', content: 'Why?' }])).toBe('user: Why?\nassistant:');
  });
});

describe('importGguf', () => {
  it('rounds to bfloat16 unless told otherwise', async () => {
    const dir = join(folder, 'bf16');
    await importGguf(gguf('llama'), dir);
    const [exact, rounded] = [openCheckpoint(join(folder, 'llama')), openCheckpoint(dir)];
    for (const name of exact.names) {
      expect(rounded.info(name).dtype).toBe('BF16');
      expect(rounded.read(name)).toEqual(decode(encode(exact.read(name), 'BF16'), 'BF16'));
    }
    expect(json(join(dir, 'config.json')).torch_dtype).toBe('bfloat16');
    exact.close();
    rounded.close();
  });

  it('tells how many weights are done', async () => {
    let [total, done, ended] = [0, 0, false];
    const progress: Progress = {
      task: (_, all) => {
        total = all;
        return {
          advance: (n = 1) => {
            done += n;
          },
          end: () => {
            ended = true;
          },
        };
      },
    };
    const { parameters } = await importGguf(gguf('qwen2'), join(folder, 'told'), { progress });
    expect([total, done, ended]).toEqual([parameters, parameters, true]);
  });

  it('writes the same bytes again, in place of an older model', async () => {
    const dir = join(folder, 'again');
    await importGguf(gguf('llama'), dir);
    const files = () => readdirSync(dir).map((name) => [name, sha256(new Float32Array(readFileSync(join(dir, name))))]);
    const before = files();
    await importGguf(gguf('llama'), dir);
    expect(files()).toEqual(before);
    expect(before.map(([name]) => name).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
  });

  it('never writes over the file that it reads, nor over a folder that is no model', async () => {
    const dir = join(folder, 'mine');
    mkdirSync(dir);
    cpSync(gguf('llama'), join(dir, 'm.gguf'));
    await expect(importGguf(join(dir, 'm.gguf'), dir)).rejects.toMatchObject({ code: 'BAD_SETTING' });
    rmSync(join(dir, 'm.gguf'));
    writeFileSync(join(dir, 'mine.txt'), 'mine');
    await expect(importGguf(gguf('llama'), dir)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(readdirSync(dir)).toEqual(['mine.txt']);
  });

  it('leaves nothing behind when it fails', async () => {
    const path = join(folder, 'cut.gguf');
    const bytes = readFileSync(gguf('llama'));
    writeFileSync(path, bytes.subarray(0, bytes.length - 1000));
    const dir = join(folder, 'none');
    await expect(importGguf(path, dir)).rejects.toMatchObject({ code: 'BAD_GGUF' });
    expect(existsSync(dir)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});
