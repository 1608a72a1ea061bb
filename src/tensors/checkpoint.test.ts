import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from './checkpoint.js';
import { writeSafetensors } from './safetensors.js';

let root: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-checkpoint-'));
  dir = join(root, 'snapshots', 'abc');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'config.json'), '{"num_hidden_layers":2}');
});
afterEach(() => rmSync(root, { recursive: true }));

const tensor = (name: string, ...values: number[]) => ({
  name,
  dtype: 'F32' as const,
  shape: [values.length],
  data: Float32Array.from(values),
});
const index = (map: unknown) =>
  writeFileSync(join(dir, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
const refuses = (code: string, message = '') =>
  expect(() => openCheckpoint(dir)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );

describe('openCheckpoint', () => {
  it('reads a single file', () => {
    writeSafetensors(join(dir, 'model.safetensors'), [tensor('b', 1, 2), tensor('a', 3)]);
    const checkpoint = openCheckpoint(dir);
    expect(checkpoint.config).toEqual({ num_hidden_layers: 2 });
    expect(checkpoint.names).toEqual(['a', 'b']);
    expect(checkpoint.info('b')).toMatchObject({ dtype: 'F32', shape: [2] });
    expect([...checkpoint.read('b')]).toEqual([1, 2]);
    expect(() => checkpoint.read('c')).toThrow(expect.objectContaining({ code: 'TENSOR_MISSING' }));
    checkpoint.close();
  });

  it('reads shards, also those that a Hugging Face cache links to its blobs', () => {
    writeSafetensors(join(root, 'blobs', 'deadbeef'), [tensor('b', 1, 2)]);
    symlinkSync('../../blobs/deadbeef', join(dir, 'two.safetensors'));
    writeSafetensors(join(dir, 'one.safetensors'), [tensor('a', 3)]);
    index({ b: 'two.safetensors', a: 'one.safetensors' });
    const checkpoint = openCheckpoint(dir);
    expect(checkpoint.names).toEqual(['a', 'b']);
    expect([...checkpoint.read('b')]).toEqual([1, 2]);
    expect([...checkpoint.read('a')]).toEqual([3]);
    checkpoint.close();
  });

  it('refuses a directory without config, weights or with broken ones', () => {
    refuses('NOT_A_MODEL', 'neither');
    writeFileSync(join(dir, 'config.json'), '[]');
    refuses('BAD_DOCUMENT');
    writeFileSync(join(dir, 'config.json'), '{');
    refuses('BAD_JSON');
    rmSync(join(dir, 'config.json'));
    refuses('NOT_A_MODEL', 'no config.json');
  });

  it.each(['../../outside.safetensors', '/etc/passwd', '.', '', '../abc'])(
    'refuses an index that names "%s"',
    (shard) => {
      writeSafetensors(join(root, 'outside.safetensors'), [tensor('a', 1)]);
      index({ a: shard });
      refuses('NOT_A_MODEL', 'outside the directory');
    },
  );

  it('refuses an index whose shard is a link to outside, is missing, or is no index', () => {
    writeSafetensors(join(root, 'outside.safetensors'), [tensor('a', 1)]);
    symlinkSync('../../outside.safetensors', join(dir, 'link.safetensors'));
    index({ a: 'link.safetensors' });
    refuses('NOT_A_MODEL', 'a link that leads outside');
    index({ a: 'none.safetensors' });
    refuses('NOT_A_MODEL', 'does not exist');
    index({ a: 1 });
    refuses('BAD_DOCUMENT');
  });

  it('refuses weights that are not finite, and names the first', () => {
    writeSafetensors(join(dir, 'model.safetensors'), [tensor('a', 1, 2), tensor('b', 1, Number.NaN, Infinity)]);
    const checkpoint = openCheckpoint(dir);
    expect(checkpoint.read('a')).toHaveLength(2);
    const named = expect.stringContaining('model.safetensors: tensor "b" contains NaN at element 1');
    expect(() => checkpoint.read('b')).toThrow(expect.objectContaining({ code: 'WEIGHT_NOT_FINITE', message: named }));
    checkpoint.close();
  });

  it('refuses a config with more layers than tensors, before anything is made of it', () => {
    writeSafetensors(join(dir, 'model.safetensors'), [tensor('a', 1, 2), tensor('b', 3)]);
    writeFileSync(join(dir, 'config.json'), '{"num_hidden_layers":2147483647}');
    refuses('NOT_A_MODEL', 'num_hidden_layers = 2147483647, there are 2 tensors');
  });

  it('refuses a config or an index in which a key occurs twice, or that has no end', () => {
    writeSafetensors(join(dir, 'one.safetensors'), [tensor('a', 3)]);
    writeFileSync(join(dir, 'model.safetensors.index.json'), '{"weight_map":{"a":"one.safetensors","a":"../x"}}');
    refuses('BAD_DOCUMENT', 'key "a" occurs twice');
    writeFileSync(join(dir, 'config.json'), '{"num_hidden_layers":2,"num_hidden_layers":3}');
    refuses('BAD_DOCUMENT', 'key "num_hidden_layers" occurs twice');
    writeFileSync(join(dir, 'config.json'), Buffer.alloc(2 ** 26 + 1, ' '));
    refuses('BAD_DOCUMENT', 'more than 67108864');
  });

  it('refuses an index that promises a tensor its shard lacks', () => {
    writeSafetensors(join(dir, 'one.safetensors'), [tensor('a', 3)]);
    index({ a: 'one.safetensors', b: 'one.safetensors' });
    refuses('TENSOR_MISSING', '"b"');
  });
});
