import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson, writeJson } from '../core/files.js';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { reshape } from '../graph/ops/reshape.js';
import { Session } from '../graph/session.js';
import { openSafetensors, type TensorData, writeSafetensors } from '../tensors/safetensors.js';
import { loadAdapter, saveAdapter } from './adapter-directory.js';
import { ModelConfig } from './config.js';
import { decoder, languageModelHead } from './decoder.js';
import { COMMON, DECODERS, decodeFloat32 } from './fixtures/decoders.contract.js';
import { sineTensor, sineWeights } from './fixtures/sine-weights.contract.js';
import { type Adapter, adapterShapes, LoraSettings, mergeAdapter, newAdapter } from './lora.js';
import { declareParameters } from './parameters.js';

const LENGTHS: readonly number[] = COMMON.lengths;
const BATCH = LENGTHS.length;
const LENGTH = COMMON.ids.length / BATCH;

function rows(values: ArrayLike<number>): number[] {
  const width = values.length / (BATCH * LENGTH);
  return LENGTHS.flatMap((n, i) =>
    Array.from({ length: n * width }, (_, k) => values[i * LENGTH * width + k] as number),
  );
}

const golden = (name: string) => DECODERS.find((one) => one.name === name) as (typeof DECODERS)[number];

function goldenAdapter({ lora }: (typeof DECODERS)[number]): Adapter {
  const parameters = Object.entries(lora.shapes).map(
    ([name, shape], i) => [name, sineTensor(lora.first + i, shape)] as const,
  );
  return { settings: LoraSettings.parse(lora.settings), parameters: new Map(parameters) };
}

describe.each(DECODERS)('an adapter merged into the weights ($name)', (one) => {
  it("gives the logits of peft's adapted model", async () => {
    const config = ModelConfig.parse(one.config);
    const parameters = sineWeights(config);
    mergeAdapter(config, parameters, goldenAdapter(one));
    const graph = new Graph();
    const weights = declareParameters(graph, config);
    const { hiddenStates } = decoder(config, weights, graph.input('ids', [BATCH, LENGTH], 'int32'));
    const last = reshape(hiddenStates.at(-1) as Tensor, [BATCH * LENGTH, config.hidden_size]);
    const session = await Session.compile(graph, { logits: languageModelHead(config, weights, last) });
    const { logits } = await session.run({
      ...Object.fromEntries(parameters),
      ids: Int32Array.from(COMMON.ids as number[]),
    });
    await session.release();
    expect(relativeL2(rows(logits as Float32Array), rows(decodeFloat32(one.lora.logits)))).toBeLessThanOrEqual(1e-5);
  });
});

describe('adapterShapes and newAdapter', () => {
  const config = ModelConfig.parse(golden('qwen3').config);
  const settings = LoraSettings.parse({ rank: 4, alpha: 8 });

  it('adapt every linear map by default, and only those named otherwise', () => {
    expect(adapterShapes(config, settings).size).toBe(2 * 7 * 2);
    const some = adapterShapes(config, { ...settings, targetModules: ['v_proj', 'model.layers.1.mlp.up_proj'] });
    expect([...some.keys()].filter((name) => name.includes('lora_A'))).toEqual(
      ['layers.0.self_attn.v_proj', 'layers.1.self_attn.v_proj', 'layers.1.mlp.up_proj'].map(
        (module) => `base_model.model.model.${module}.lora_A.weight`,
      ),
    );
  });

  it('refuse a module that is not there', () => {
    const wrong = { ...settings, targetModules: ['q_proj', 'qkv_proj'] };
    expect(() => adapterShapes(config, wrong)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });

  it('begin with B at 0, so that nothing changes, and A by the seed', () => {
    const adapter = newAdapter(config, settings, 1);
    const parameters = sineWeights(config);
    mergeAdapter(config, parameters, adapter);
    expect(parameters).toEqual(sineWeights(config));
    expect(newAdapter(config, settings, 1)).toEqual(adapter);
    expect(newAdapter(config, settings, 2)).not.toEqual(adapter);
    for (const [name, values] of adapter.parameters) {
      const bound = name.includes('lora_A') ? 1 / Math.sqrt(values.length / settings.rank) : 0;
      expect(values.every((value) => Math.abs(value) <= bound)).toBe(true);
    }
  });
});

describe('adapter directories', () => {
  const one = golden('phi3');
  const config = ModelConfig.parse(one.config);
  const adapter = goldenAdapter(one);
  let dir: string;
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'unisono-adapter-'));
    dir = join(base, '..', `${base.split('/').at(-1)}-out`);
  });
  afterEach(() => {
    for (const path of [dir, base]) rmSync(path, { recursive: true, force: true });
  });

  const edit = (change: Record<string, unknown>) => {
    const path = join(dir, 'adapter_config.json');
    writeJson(path, { ...readJson(path, z.looseObject({})), ...change });
  };
  const editTensors = (change: (tensor: TensorData) => TensorData[]) => {
    const path = join(dir, 'adapter_model.safetensors');
    const file = openSafetensors(path);
    const tensors = [...file.tensors].flatMap(([name, { dtype, shape }]) =>
      change({ name, dtype, shape, data: file.read(name) }),
    );
    file.close();
    writeSafetensors(path, tensors);
  };

  it('are read as they were written', async () => {
    await saveAdapter(dir, base, config, adapter, 'F32');
    const loaded = loadAdapter(dir, config);
    expect(loaded.parameters).toEqual(
      new Map([...adapterShapes(config, adapter.settings).keys()].map((name) => [name, adapter.parameters.get(name)])),
    );
    expect(loaded.settings).toMatchObject({ rank: 3, alpha: 5, dropout: 0 });
  });

  it('take the scale of rank-stabilized LoRA', async () => {
    await saveAdapter(dir, base, config, adapter, 'F32');
    edit({ use_rslora: true });
    expect(loadAdapter(dir, config).settings.alpha).toBeCloseTo(5 * Math.sqrt(3), 12);
  });

  it.each([
    ['peft_type', 'IA3'],
    ['bias', 'all'],
    ['use_dora', true],
    ['modules_to_save', ['lm_head']],
    ['rank_pattern', { q_proj: 8 }],
  ])('are refused where %s asks for more than plain LoRA', async (field, value) => {
    await saveAdapter(dir, base, config, adapter, 'F32');
    edit({ [field]: value });
    expect(() => loadAdapter(dir, config)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_MODEL', details: expect.objectContaining({ field }) }),
    );
  });

  it('are refused where tensors do not fit the model', async () => {
    await saveAdapter(dir, base, config, adapter, 'F32');
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => loadAdapter(dir, ModelConfig.parse(golden('qwen3').config))).toThrow(code('TENSOR_UNEXPECTED'));
    expect(() => loadAdapter(dir, { ...config, intermediate_size: 20 })).toThrow(code('TENSOR_SHAPE'));
    editTensors((tensor) => (tensor.name.includes('layers.1.mlp.down_proj.lora_B') ? [] : [tensor]));
    expect(() => loadAdapter(dir, config)).toThrow(code('TENSOR_MISSING'));
    rmSync(join(dir, 'adapter_config.json'));
    expect(() => loadAdapter(dir, config)).toThrow(code('NOT_A_MODEL'));
  });
});
