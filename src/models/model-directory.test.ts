import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../core/files.js';
import { encode } from '../tensors/dtype.js';
import { type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import { ModelConfig } from './config.js';
import { DECODERS } from './fixtures/decoders.contract.js';
import { sineWeights } from './fixtures/sine-weights.contract.js';
import { loadModel, saveModel } from './model-directory.js';
import { parameterShapes } from './parameters.js';

const golden = (name: string) => DECODERS.find((one) => one.name === name)?.config as Record<string, unknown>;

describe('loadModel', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-model-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const tensorsOf = (fields: Record<string, unknown>): TensorData[] => {
    const config = ModelConfig.parse(fields);
    const shapes = parameterShapes(config);
    return [...sineWeights(config)].map(([name, data]) => ({
      name,
      dtype: 'F32',
      shape: shapes.get(name) as readonly number[],
      data,
    }));
  };
  const write = (fields: Record<string, unknown>, tensors = tensorsOf(fields)) => {
    writeJson(join(dir, 'config.json'), fields);
    writeSafetensors(join(dir, 'model.safetensors'), tensors);
  };

  it.each(DECODERS)('reads what it wrote ($name)', async ({ config: fields, savedConfig }) => {
    write(savedConfig);
    const model = loadModel(dir);
    expect(model.parameters).toEqual(sineWeights(ModelConfig.parse(fields)));
    await saveModel(join(dir, 'copy'), dir, model.config, model.parameters, 'F32');
    expect(loadModel(join(dir, 'copy')).parameters).toEqual(model.parameters);
    expect(readJson(join(dir, 'copy', 'config.json'), ModelConfig)).toMatchObject({ torch_dtype: 'float32' });
  });

  it.each(['F16', 'BF16'] as const)('reads %s, in two files', (dtype) => {
    const tensors = tensorsOf(golden('qwen3'));
    const rounded = tensors.map((tensor) => ({ ...tensor, dtype, data: encode(tensor.data as Float32Array, dtype) }));
    writeJson(join(dir, 'config.json'), golden('qwen3'));
    const [first, second] = [rounded.slice(0, 5), rounded.slice(5)];
    writeSafetensors(join(dir, 'a.safetensors'), first);
    writeSafetensors(join(dir, 'b.safetensors'), second);
    const weight_map = Object.fromEntries(
      rounded.map(({ name }, i) => [name, i < first.length ? 'a.safetensors' : 'b.safetensors']),
    );
    writeJson(join(dir, 'model.safetensors.index.json'), { weight_map });
    const { parameters } = loadModel(dir);
    expect([...parameters.keys()]).toEqual(tensors.map(({ name }) => name));
    for (const { name, data } of tensors) {
      const read = parameters.get(name) as Float32Array;
      for (const [i, value] of (data as Float32Array).entries()) {
        expect(Math.abs((read[i] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -8 + 1e-7);
      }
    }
  });

  it('takes a tied head that is stored once more, and old rotary tables', () => {
    const fields = golden('smollm2');
    const tensors = tensorsOf(fields);
    const head = { ...(tensors[0] as TensorData), name: 'lm_head.weight' };
    const name = 'model.layers.0.self_attn.rotary_emb.inv_freq';
    const table: TensorData = { name, dtype: 'F32', shape: [3], data: new Float32Array(3) };
    write(fields, [...tensors, head, table]);
    expect(loadModel(dir).parameters.size).toBe(tensors.length);
  });

  it.each([
    ['biases', 'model.layers.1.self_attn.q_proj.bias', [16]],
    ['one layer more', 'model.layers.2.input_layernorm.weight', [16]],
    ['a tied head of other values', 'lm_head.weight', [40, 16]],
  ])('refuses tensors that config.json knows nothing of: %s', (_, name, shape) => {
    const fields = { ...golden('llama-linear'), tie_word_embeddings: true };
    const data = new Float32Array(shape.reduce((product, n) => product * n, 1));
    write(fields, [...tensorsOf(fields), { name, dtype: 'F32', shape, data }]);
    expect(() => loadModel(dir)).toThrow(
      expect.objectContaining({ code: 'TENSOR_UNEXPECTED', details: { path: dir, tensor: name } }),
    );
  });

  it.each(['model.embed_tokens.weight', 'model.layers.1.self_attn.v_proj.bias', 'model.norm.weight'])(
    'refuses a checkpoint without %s, or with another shape of it',
    (tensor) => {
      const tensors = tensorsOf(golden('qwen2'));
      write(
        golden('qwen2'),
        tensors.filter(({ name }) => name !== tensor),
      );
      expect(() => loadModel(dir)).toThrow(expect.objectContaining({ code: 'TENSOR_MISSING' }));
      write(
        golden('qwen2'),
        tensors.map((one) => (one.name === tensor ? { ...one, shape: [...one.shape, 1] } : one)),
      );
      expect(() => loadModel(dir)).toThrow(
        expect.objectContaining({ code: 'TENSOR_SHAPE', details: expect.objectContaining({ tensor }) }),
      );
    },
  );
});
