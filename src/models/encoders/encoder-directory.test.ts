import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJson } from '../../core/files.js';
import { type TensorData, writeSafetensors } from '../../tensors/safetensors.js';
import { bert } from './bert.js';
import { encoderParameterShapes } from './encoder.js';
import { EncoderConfig } from './encoder-config.js';
import { loadEncoderModel } from './encoder-directory.js';
import { sineEncoder } from './fixtures/sine-encoder.contract.js';

const { models } = JSON.parse(readFileSync(new URL('./fixtures/encoders.json', import.meta.url), 'utf8'));
const config = EncoderConfig.parse(models.bert.config);
const parameters = sineEncoder(bert, config);
const shapes = encoderParameterShapes(bert, config);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-encoder-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Writes the small BERT with every tensor as `change` gives it; undefined leaves it out. */
function write(name: string, change: (tensor: TensorData) => TensorData | undefined): string {
  const dir = join(root, name);
  mkdirSync(dir);
  writeJson(join(dir, 'config.json'), models.bert.config);
  const tensors = [...parameters].flatMap(([tensor, data]) => {
    const changed = change({ name: tensor, dtype: 'F32', shape: shapes.get(tensor) as readonly number[], data });
    return changed ? [changed] : [];
  });
  const pooler: TensorData = { name: 'pooler.dense.bias', dtype: 'F32', shape: [1], data: Float32Array.of(1) };
  writeSafetensors(join(dir, 'model.safetensors'), [...tensors, pooler]);
  return dir;
}

describe('loadEncoderModel', () => {
  it.each([
    ['bare names', (name: string) => name],
    ['names with a prefix', (name: string) => `bert.${name}`],
    [
      'norms of old',
      (name: string) => `bert.${name}`.replace('Norm.weight', 'Norm.gamma').replace('Norm.bias', 'Norm.beta'),
    ],
  ])('reads %s', (what, rename) => {
    const dir = write(what, (tensor) => ({ ...tensor, name: rename(tensor.name) }));
    const loaded = loadEncoderModel(dir);
    expect(loaded.architecture).toBe(bert);
    expect(loaded.parameters).toEqual(parameters);
  });

  it('refuses a checkpoint without a tensor, or with one of another shape', () => {
    const gone = 'encoder.layer.1.output.dense.bias';
    const missing = write('missing', (tensor) => (tensor.name === gone ? undefined : tensor));
    expect(() => loadEncoderModel(missing)).toThrow(
      expect.objectContaining({ code: 'TENSOR_MISSING', details: expect.objectContaining({ tensor: gone }) }),
    );
    const data = new Float32Array(4);
    const wrong = write('wrong', (tensor) => (tensor.name === gone ? { ...tensor, shape: [4], data } : tensor));
    expect(() => loadEncoderModel(wrong)).toThrow(
      expect.objectContaining({ code: 'TENSOR_SHAPE', details: expect.objectContaining({ expected: '16' }) }),
    );
  });
});
