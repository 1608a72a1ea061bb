import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGguf, type RawGguf, raw } from './gguf-builder.contract.js';
import { type GgufFile, openGguf } from './gguf-file.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-gguf-'));
  path = join(dir, 'x.gguf');
});
afterEach(() => rmSync(dir, { recursive: true }));

function open(how: RawGguf | Buffer): GgufFile {
  writeFileSync(path, Buffer.isBuffer(how) ? how : buildGguf(how));
  return openGguf(path);
}
const refuses = (how: RawGguf | Buffer, reason: string, code = 'BAD_GGUF') =>
  expect(() => open(how)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(reason) }));

const HUGE = 2n ** 63n - 1n;

describe('openGguf', () => {
  it('reads metadata of every type, and tensors with their shapes turned round', () => {
    const file = open({
      entries: [
        ['n', raw.u32(7)],
        ['long', raw.u64(5n)],
        ['x', raw.f32(0.5)],
        ['yes', raw.bool(1)],
        ['t', raw.text('\ufeffhé')],
        ['list', raw.texts(['a', '', '😀'])],
        ['ints', raw.array(5, 2, Buffer.from('ffffffff02000000', 'hex'))],
        ['flags', raw.array(7, 2, Buffer.of(1, 0))],
      ],
      tensors: [
        { name: 'a', dims: [2, 3] },
        { name: 'b', dims: [32], type: 8, offset: 32 },
      ],
      data: 66,
    });
    const { metadata, tensors } = file;
    expect([metadata.whole('n'), metadata.whole('long'), metadata.number('x')]).toEqual([7, 5, 0.5]);
    expect([metadata.flag('yes'), metadata.text('t'), metadata.texts('list')]).toEqual([
      true,
      '\ufeffhé',
      ['a', '', '😀'],
    ]);
    expect([...(metadata.numbers('ints') as Int32Array)]).toEqual([-1, 2]);
    expect(metadata.whole('none')).toBeUndefined();
    expect(tensors.get('a')).toMatchObject({ shape: [3, 2], elements: 6 });
    const b = tensors.get('b') as NonNullable<ReturnType<typeof tensors.get>>;
    expect([b.format.name, b.end - b.begin]).toEqual(['Q8_0', 34]);
    expect([...file.read(b, 0, 32)]).toEqual(new Array(32).fill(0));
    file.close();
    file.close();
  });

  it('says which key is of another type or value', () => {
    const file = open({
      entries: [
        ['n', raw.u32(7)],
        ['t', raw.text('x')],
        ['nan', raw.f32(Number.NaN)],
        ['big', raw.u64(2n ** 40n)],
        ['each', raw.array(4, 2, Buffer.from('0100000002000000', 'hex'))],
      ],
    });
    const { metadata } = file;
    const bad = (message: string, code = 'BAD_GGUF') =>
      expect.objectContaining({ code, message: expect.stringContaining(message) });
    expect(() => metadata.text('n')).toThrow(bad('n is not a text'));
    expect(() => metadata.whole('t')).toThrow(bad('t is not a whole number from 0'));
    expect(() => metadata.number('nan')).toThrow(bad('nan is not a finite number'));
    expect(() => metadata.whole('big')).toThrow(bad('big is not a whole number'));
    expect(() => metadata.texts('t')).toThrow(bad('t is not a list of texts'));
    expect(() => metadata.numbers('t')).toThrow(bad('t is not a list of numbers'));
    expect(() => metadata.sameWhole('each')).toThrow(bad('each that differs between layers', 'GGUF_UNSUPPORTED'));
    expect(() => metadata.required(undefined, 'k')).toThrow(bad('k is missing'));
    file.close();
  });

  it('names the weight that is not finite', () => {
    const how: RawGguf = { tensors: [{ name: 'w', dims: [4] }], data: 16 };
    const bytes = buildGguf(how);
    bytes.writeUInt32LE(0x7fc00000, bytes.length - 8);
    const file = open(bytes);
    const w = file.tensors.get('w') as NonNullable<ReturnType<typeof file.tensors.get>>;
    expect([...file.read(w, 0, 2)]).toEqual([0, 0]);
    const named = expect.objectContaining({
      code: 'WEIGHT_NOT_FINITE',
      message: expect.stringContaining('"w" contains NaN at element 2'),
    });
    expect(() => file.read(w, 0, 4)).toThrow(named);
    file.close();
  });
});

describe('openGguf refuses', () => {
  it('a missing file and a directory', () => {
    expect(() => openGguf(path)).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
    expect(() => openGguf(dir)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });

  it('what is no GGUF, or one that it cannot read', () => {
    refuses(Buffer.alloc(0), 'the file ends within the magic number');
    refuses(Buffer.alloc(64), 'does not begin with "GGUF"');
    refuses({ magic: 'GGUX' }, 'does not begin with "GGUF"');
    refuses({ version: 1 }, 'GGUF version 1 is not supported', 'GGUF_UNSUPPORTED');
    refuses({ version: 0x03000000 }, 'big-endian', 'GGUF_UNSUPPORTED');
    refuses({ version: 4 }, 'version 4 does not exist');
  });

  it('a file that is cut off, wherever that is', () => {
    const whole = buildGguf({
      entries: [
        ['key', raw.texts(['one', 'two'])],
        ['n', raw.array(4, 2, Buffer.alloc(8))],
      ],
      tensors: [{ name: 'w', dims: [8] }],
      data: 32,
    });
    expect(() => open(whole).close()).not.toThrow();
    for (let length = 0; length < whole.length; length++) {
      expect(() => open(whole.subarray(0, length)), String(length)).toThrow(
        expect.objectContaining({ code: 'BAD_GGUF' }),
      );
    }
  });

  it('counts beyond the file, without reserving memory for them', () => {
    const before = process.memoryUsage().rss;
    for (const count of [2n ** 31n, 2n ** 40n, HUGE, 2n ** 64n - 1n]) {
      refuses({ tensorCount: count }, 'the number of tensors is');
      refuses({ entryCount: count }, 'the number of metadata entries is');
      refuses({ entries: [['k', raw.texts([], count)]] }, 'the length of k is');
      refuses({ entries: [['k', raw.array(4, count, Buffer.alloc(0))]] }, 'the length of k is');
    }
    const long = Buffer.alloc(8);
    long.writeBigUInt64LE(2n ** 31n);
    refuses({ entries: [['k', raw.type(8, long)]] }, 'the value of k is 2147483648 bytes long');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  it('values of types that do not exist, and arrays of arrays', () => {
    refuses({ entries: [['k', raw.type(99)]] }, 'k is of type 99');
    refuses({ entries: [['k', raw.array(9, 1, Buffer.alloc(12))]] }, 'k is an array of type 9');
    refuses({ entries: [['k', raw.array(77, 1, Buffer.alloc(12))]] }, 'k is an array of type 77');
  });

  it('keys and tensors that occur twice', () => {
    refuses(
      {
        entries: [
          ['k', raw.u32(1)],
          ['k', raw.u32(2)],
        ],
      },
      'the metadata key k occurs twice',
    );
    refuses(
      {
        tensors: [
          { name: 'w', dims: [1] },
          { name: 'w', dims: [1], offset: 32 },
        ],
        data: 64,
      },
      'two tensors are named "w"',
    );
  });

  it('text that is not UTF-8', () => {
    refuses({ entries: [['k', raw.text(Buffer.of(0xff, 0xfe))]] }, 'the value of k is not UTF-8');
  });

  it.each<[string, RawGguf, string]>([
    ['no dimension', { tensors: [{ name: 'w', dims: [] }] }, '"w" has 0 dimensions'],
    ['five dimensions', { tensors: [{ name: 'w', dims: [1, 1, 1, 1, 1] }] }, '"w" has 5 dimensions'],
    ['a dimension of 0', { tensors: [{ name: 'w', dims: [4, 0] }] }, 'a dimension of tensor "w" is 0'],
    ['a negative dimension', { tensors: [{ name: 'w', dims: [-1n] }] }, 'a dimension of tensor "w" is -1'],
    ['a dimension beyond 2^53', { tensors: [{ name: 'w', dims: [HUGE] }] }, 'a dimension of tensor "w"'],
    [
      'dimensions whose product overflows',
      { tensors: [{ name: 'w', dims: [2 ** 40, 2 ** 40] }], data: 64 },
      'beyond the end',
    ],
    ['rows that are no whole blocks', { tensors: [{ name: 'w', dims: [33], type: 8 }], data: 64 }, 'multiple of 32'],
    [
      'an offset beyond the file',
      { tensors: [{ name: 'w', dims: [1], offset: 2n ** 62n }], data: 32 },
      'beyond the end',
    ],
    ['an end beyond the file', { tensors: [{ name: 'w', dims: [17] }], data: 64 }, 'beyond the end'],
    [
      'an offset that is not aligned',
      { tensors: [{ name: 'w', dims: [1], offset: 4 }], data: 64 },
      'not aligned to 32',
    ],
    [
      'bytes of another',
      {
        tensors: [
          { name: 'v', dims: [9] },
          { name: 'w', dims: [1], offset: 32 },
        ],
        data: 64,
      },
      '"v" and "w" overlap',
    ],
    ['an alignment of 24', { entries: [['general.alignment', raw.u32(24)]] }, 'not a power of two'],
    ['an alignment of 0', { entries: [['general.alignment', raw.u32(0)]] }, 'is not a whole number from 1'],
  ])('a tensor with %s', (_, how, reason) => refuses(how, reason));

  it('an element type that is not decoded, or does not exist', () => {
    const tensor = (type: number): RawGguf => ({ tensors: [{ name: 'w', dims: [256], type }], data: 4096 });
    refuses(tensor(16), 'the element type IQ2_XXS of tensor "w" is not supported', 'GGUF_UNSUPPORTED');
    refuses(tensor(4), 'the element type number 4 of tensor "w"', 'GGUF_UNSUPPORTED');
  });
});
