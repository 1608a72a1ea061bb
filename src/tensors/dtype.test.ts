import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerElement, type DType, decode, encode } from './dtype.js';

const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const asWords = (bytes: Uint8Array) => [...new Uint16Array(bytes.slice().buffer)];
const float32FromBits = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer);

/** All finite values of a 16-bit type, falling back on nothing but `decode`. */
function allFinite(dtype: 'F16' | 'BF16'): Float32Array {
  const every = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);
  return decode(every, dtype).filter(Number.isFinite);
}

describe('decode', () => {
  it('reads bfloat16 as the upper half of a float32', () => {
    expect([...decode(words(0x3f80, 0xc000, 0x0000, 0x7f80, 0x0001), 'BF16')]).toEqual([1, -2, 0, Infinity, 2 ** -133]);
  });

  it('reads float16 normals, subnormals and infinities (values of IEEE 754 binary16)', () => {
    const bytes = words(0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x8000, 0xfc00, 0x3555);
    expect([...decode(bytes, 'F16')]).toEqual([
      1,
      -2,
      65504,
      2 ** -14,
      1023 * 2 ** -24,
      2 ** -24,
      -0,
      -Infinity,
      0.333251953125,
    ]);
  });

  it('takes bytes that are not aligned and does not share memory', () => {
    const bytes = Uint8Array.of(9, 0x80, 0x3f, 0x00, 0x40);
    const values = decode(bytes.subarray(1), 'BF16');
    bytes.fill(0);
    expect([...values]).toEqual([1, 2]);
  });

  it('takes a Buffer, which is a part of a larger memory', () => {
    const bytes = Buffer.from('000080bf', 'hex');
    const values = decode(bytes, 'F32');
    bytes.fill(0);
    expect([...values]).toEqual([-1]);
  });

  it('refuses a fraction of an element', () => {
    expect(() => decode(new Uint8Array(6), 'F32')).toThrow(RangeError);
  });
});

describe('encode', () => {
  it('rounds bfloat16 to nearest, ties to even', () => {
    const values = [0x3f808000, 0x3f818000, 0x3f808001, 0x3f807fff, 0x7f7fffff].map((b) => float32FromBits(b)[0]!);
    expect(asWords(encode(Float32Array.from(values), 'BF16'))).toEqual([0x3f80, 0x3f82, 0x3f81, 0x3f80, 0x7f80]);
  });

  it('rounds float16 to nearest, ties to even, in every range', () => {
    const values = [
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      65519,
      65520,
      2 ** -25,
      3 * 2 ** -25,
      2 ** -24 * 1023.5,
      -(2 ** -26),
    ];
    expect(asWords(encode(Float32Array.from(values), 'F16'))).toEqual([
      0x3c00, 0x3c02, 0x7bff, 0x7c00, 0x0000, 0x0002, 0x0400, 0x8000,
    ]);
  });

  it.each(['BF16', 'F16'] as const)('keeps a NaN a NaN in %s, even with its payload in the lower bits', (dtype) => {
    for (const bits of [0x7f800001, 0xff800001, 0x7fc00000, 0x7fffffff]) {
      expect(decode(encode(float32FromBits(bits), dtype), dtype)[0]).toBeNaN();
    }
  });

  it.each(['BF16', 'F16'] as const)('inverts decode for every finite %s', (dtype) => {
    const values = allFinite(dtype);
    expect(decode(encode(values, dtype), dtype)).toEqual(values);
  });

  it.each(['BF16', 'F16'] as const)('gives a nearest %s value', (dtype) => {
    const finite = [...new Set(allFinite(dtype))].sort((a, b) => a - b);
    const largest = finite.at(-1)!;
    fc.assert(
      fc.property(fc.float({ min: -Math.fround(largest), max: Math.fround(largest), noNaN: true }), (value) => {
        const rounded = decode(encode(Float32Array.of(value), dtype), dtype)[0]!;
        const above = finite.findIndex((x) => x >= value);
        const nearest = Math.min(Math.abs(finite[above]! - value), Math.abs((finite[above - 1] ?? Infinity) - value));
        expect(Math.abs(rounded - value)).toBe(nearest);
      }),
      { numRuns: 200 },
    );
  });

  it('copies float32 bit for bit', () => {
    const values = Float32Array.of(0.1, -0, 3e38);
    const bytes = encode(values, 'F32');
    values.fill(7);
    expect([...decode(bytes, 'F32')]).toEqual([Math.fround(0.1), -0, Math.fround(3e38)]);
  });
});

it('knows the element sizes', () => {
  expect((['F32', 'F16', 'BF16'] satisfies DType[]).map(bytesPerElement)).toEqual([4, 2, 2]);
});
