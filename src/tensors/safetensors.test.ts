import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from './safetensors.js';
import { MAX_HEADER_BYTES } from './safetensors-header.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-safetensors-'));
  path = join(dir, 'x.safetensors');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Writes length, header text and data as they are given. */
function raw(header: string, dataBytes: number, length = BigInt(Buffer.byteLength(header))): void {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length);
  writeFileSync(path, Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(dataBytes)]));
}
const f32 = (shape: number[], begin: number, end: number) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });
const refuses = (reason: string | RegExp) =>
  expect(() => openSafetensors(path)).toThrow(
    expect.objectContaining({ code: 'BAD_SAFETENSORS', message: expect.stringMatching(reason) }),
  );

describe('writeSafetensors', () => {
  const a = { name: 'a', dtype: 'F32' as const, shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const b = { name: 'b', dtype: 'BF16' as const, shape: [3], data: Float32Array.of(1, -2, 0.5) };

  it('writes the bytes that the format prescribes', () => {
    writeSafetensors(path, [b, a], { format: 'pt' });
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(bytes.toString('utf8', 8, 8 + length).trimEnd()).toBe(
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}',
    );
    expect(bytes.readFloatLE(8 + length + 12)).toBe(4);
    expect(bytes.subarray(8 + length + 16)).toEqual(Buffer.from([0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f]));
    expect(readdirSync(dir)).toEqual(['x.safetensors']);
  });

  it('gives the same bytes in whatever order the tensors come', () => {
    writeSafetensors(path, [a, b]);
    const first = readFileSync(path);
    writeSafetensors(path, [b, a]);
    expect(readFileSync(path)).toEqual(first);
  });

  it('is read back, values and bytes', () => {
    writeSafetensors(path, [a, b, { name: 'scalar', dtype: 'F16', shape: [], data: Uint8Array.of(0, 0x3c) }], {
      k: 'v',
    });
    const file = openSafetensors(path);
    expect(file.metadata).toEqual({ k: 'v' });
    expect(file.read('a')).toEqual(a.data);
    expect(file.read('b')).toEqual(b.data);
    expect([...file.read('scalar')]).toEqual([1]);
    expect([...file.readBytes('b')]).toEqual([0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f]);
    const part = new Uint8Array(2);
    file.readInto('b', 4, part);
    expect([...part]).toEqual([0x00, 0x3f]);
    expect(() => file.readInto('b', 5, part)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(() => file.read('c')).toThrow(expect.objectContaining({ code: 'TENSOR_MISSING' }));
    file.close();
    file.close();
    expect(() => file.read('a')).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('reads a tensor that spans several chunks', () => {
    const data = Float32Array.from({ length: 600_001 }, (_, i) => i % 251);
    writeSafetensors(path, [
      { name: 'n', dtype: 'BF16', shape: [600_001], data },
      { ...a, name: 'm', shape: [4] },
    ]);
    const file = openSafetensors(path);
    expect(Buffer.compare(Buffer.from(file.read('n').buffer), Buffer.from(data.buffer))).toBe(0);
    file.close();
  });

  it('leaves the old file and nothing else when the data do not fit', () => {
    writeSafetensors(path, [a]);
    const before = readFileSync(path);
    const mismatch = expect.objectContaining({ code: 'SHAPE_MISMATCH' });
    expect(() => writeSafetensors(path, [a, { ...b, shape: [4] }])).toThrow(mismatch);
    expect(() => writeSafetensors(path, [a, a])).toThrow(mismatch);
    expect(() => writeSafetensors(path, [{ ...a, name: '__metadata__' }])).toThrow(mismatch);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dir)).toEqual(['x.safetensors']);
  });
});

describe('openSafetensors refuses', () => {
  it('a missing file and a directory', () => {
    expect(() => openSafetensors(path)).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    expect(() => openSafetensors(dir)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  it('an empty or truncated file', () => {
    writeFileSync(path, '');
    refuses('shorter than');
    writeFileSync(path, Buffer.alloc(7));
    refuses('shorter than');
    raw(JSON.stringify({ a: f32([4], 0, 16) }), 15);
    refuses('beyond the end');
  });

  it('a header length beyond the file, the limit or 2^53', () => {
    raw('{}', 0, 3n);
    refuses('claims 3 bytes');
    raw('{}', 0, BigInt(MAX_HEADER_BYTES) + 1n);
    refuses('limit');
    raw('{}', 0, 2n ** 64n - 1n);
    refuses('limit');
  });

  it.each([
    ['text', 'not json'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number for a tensor', '{"a":1}'],
    ['no dtype', '{"a":{"shape":[1],"data_offsets":[0,4]}}'],
    ['a negative size', JSON.stringify({ a: f32([-1], 0, 4) })],
    ['a fractional size', JSON.stringify({ a: f32([0.5], 0, 4) })],
    ['sizes that overflow', JSON.stringify({ a: f32([2 ** 52, 2 ** 52], 0, 4) })],
    ['text for a size', '{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}'],
    ['one offset', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}'],
    ['negative offsets', JSON.stringify({ a: f32([1], -4, 0) })],
    ['reversed offsets', JSON.stringify({ a: f32([1], 4, 0) })],
    ['a wrong shape', JSON.stringify({ a: f32([2], 0, 4) })],
    ['metadata that are not text', '{"__metadata__":{"a":1}}'],
    ['metadata that are a list', '{"__metadata__":[]}'],
    ['a negative offset', JSON.stringify({ a: f32([1], -(2 ** 31), 4) })],
    ['a size beyond 2^53', '{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}'],
    ['a size without end', '{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}'],
  ])('a header with %s', (_, header) => {
    raw(header, 4);
    refuses('');
  });

  it('a tensor or a field that occurs twice', () => {
    const a = JSON.stringify(f32([1], 0, 4));
    raw(`{"a":${a},"a":${a}}`, 4);
    refuses('key "a" occurs twice');
    raw('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[1]}}', 4);
    refuses('key "shape" occurs twice');
  });

  it('a header that is nested without end', () => {
    raw(`{"a":${'['.repeat(100_000)}`, 4);
    refuses('nested more than 64 deep');
  });

  it('a header that is not UTF-8', () => {
    writeFileSync(path, Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d]));
    refuses('not JSON');
  });

  it('overlaps, holes and bytes that are left over', () => {
    raw(JSON.stringify({ a: f32([2], 0, 8), b: f32([2], 4, 12) }), 12);
    refuses('overlaps');
    raw(JSON.stringify({ a: f32([1], 0, 4), b: f32([1], 8, 12) }), 12);
    refuses('4 bytes before tensor "b"');
    raw(JSON.stringify({ a: f32([1], 0, 4) }), 8);
    refuses('4 bytes at its end');
  });

  it('an element type that is not supported', () => {
    raw('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', 8);
    expect(() => openSafetensors(path)).toThrow(expect.objectContaining({ code: 'TENSOR_DTYPE' }));
    raw('{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,8]}}', 8);
    expect(() => openSafetensors(path, 'skip')).toThrow(expect.objectContaining({ code: 'TENSOR_DTYPE' }));
  });
});

describe('tensors of other types, when they are to be skipped', () => {
  const counter = { dtype: 'I64', shape: [2], data_offsets: [0, 16] };

  it('are not among the tensors, and the others are read from their places', () => {
    raw(JSON.stringify({ counter, a: f32([1], 16, 20) }), 20);
    const file = openSafetensors(path, 'skip');
    expect([...file.tensors.keys()]).toEqual(['a']);
    expect([...file.read('a')]).toEqual([0]);
    expect(() => file.read('counter')).toThrow(expect.objectContaining({ code: 'TENSOR_MISSING' }));
    file.close();
  });

  it('must still fit the file', () => {
    raw(JSON.stringify({ counter: { ...counter, shape: [3] } }), 16);
    expect(() => openSafetensors(path, 'skip')).toThrow(expect.objectContaining({ code: 'BAD_SAFETENSORS' }));
    raw(JSON.stringify({ counter, a: f32([1], 12, 16) }), 16);
    expect(() => openSafetensors(path, 'skip')).toThrow(expect.objectContaining({ code: 'BAD_SAFETENSORS' }));
  });
});

it('keeps names such as __proto__ and numbers apart from the rest', () => {
  writeSafetensors(
    path,
    ['__proto__', '2', '10'].map((name, i) => ({ name, dtype: 'F32', shape: [1], data: Float32Array.of(i) })),
  );
  const file = openSafetensors(path);
  expect([...file.tensors.keys()].sort()).toEqual(['10', '2', '__proto__']);
  expect([...file.read('__proto__')]).toEqual([0]);
  file.close();
});
