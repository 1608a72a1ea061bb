import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from 'unisono/core';
import { afterAll, describe, expect, it } from 'vitest';
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
    expect(layer!.plain.overlap).toBe(2 / 3); // of elements 0 to 2, which any changes
    expect(layer!.plain.conflict).toBe(1 / 2); // of elements 0 and 1, which both change
    expect(layer!.plain.lost).toBeCloseTo(1 / 6, 12); // 1 of |1| + |-2| + |1| + |1| + |1|
    expect(layer!.relativeDelta[0]).toBeCloseTo(Math.sqrt(2) / 5, 12);
    expect(layer!.cosines).toHaveLength(1);
    expect(layer!.cosines[0]).toBeCloseTo((1 * -2 + 1 * 1) / Math.sqrt(2 * 6), 12);
    expect(layer).not.toHaveProperty('merged');
  });

  it('is the same with and without masks that drop nothing', () => {
    const [layer] = interference(base, models, 0, 1);
    expect(layer!.masked).toEqual(layer!.plain);
  });

  it('has less overlap with masks', () => {
    const [layer] = interference(base, models, 0.9999, 1);
    expect(layer!.masked).toEqual({ overlap: 0, conflict: 0, lost: 0 });
  });

  it('says what the merge left of each model', () => {
    const merged = model('merged', [2, 5, 0.5, 0]); // deltas -1, 1, .5, 0
    const [layer] = interference(base, models, 0, 1, merged);
    expect(layer!.cosines).toHaveLength(1);
    expect(layer!.merged!.opposed).toEqual([1 / 2, 0]);
    expect(layer!.merged!.relativeDelta).toBeCloseTo(Math.sqrt(2.25) / 5, 12);
    expect(layer!.merged!.cosines[0]).toBeCloseTo(0, 12);
    expect(layer!.merged!.cosines[1]).toBeCloseTo((2 + 1 + 0.5) / Math.sqrt(6 * 2.25), 12);
  });
});
