import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFileAtomic, writeJson } from '../../src/core/files.js';
import { interference } from './interference.js';

const folder = mkdtempSync(join(tmpdir(), 'unisono-interference-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A model of one layer with the one tensor `values`. */
function model(name: string, values: readonly number[]): string {
  const dir = join(folder, name);
  const data = Buffer.from(Float32Array.from(values).buffer);
  const tensor = 'model.layers.0.mlp.up_proj.weight';
  const header = Buffer.from(
    JSON.stringify({ [tensor]: { dtype: 'F32', shape: [values.length], data_offsets: [0, data.length] } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeJson(join(dir, 'config.json'), { num_hidden_layers: 1 });
  writeFileAtomic(join(dir, 'model.safetensors'), Buffer.concat([length, header, data]));
  return dir;
}

describe('interference', () => {
  const base = model('base', [3, 4, 0, 0]);
  const models = [
    { name: 'A', dir: model('a', [4, 5, 0, 0]) }, // deltas 1, 1, 0, 0
    { name: 'B', dir: model('b', [1, 5, 1, 0]) }, // deltas -2, 1, 1, 0
  ];

  it('counts disagreeing signs, what the election loses, sizes and cosines', () => {
    const [layer, ...others] = interference(base, models, 0, 1);
    expect(others).toEqual([]);
    expect(layer!.conflict).toBe(1 / 2); // of elements 0 and 1, which both change
    expect(layer!.lost).toBeCloseTo(1 / 6, 12); // 1 of |1| + |-2| + |1| + |1| + |1|
    expect(layer!.relativeDelta[0]).toBeCloseTo(Math.sqrt(2) / 5, 12);
    expect(layer!.cosines[0]).toBeCloseTo((1 * -2 + 1 * 1) / Math.sqrt(2 * 6), 12);
  });

  it('is the same with and without masks that drop nothing', () => {
    const [layer] = interference(base, models, 0, 1);
    expect([layer!.conflictMasked, layer!.lostMasked]).toEqual([layer!.conflict, layer!.lost]);
  });
});
