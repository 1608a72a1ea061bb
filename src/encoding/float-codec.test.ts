import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from './float-codec.js';

it('restores every float exactly', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), (values) => {
      expect(decodeFloats(encodeFloats(values))).toEqual(values);
    }),
  );
});

it('is little-endian', () => {
  expect(encodeFloats(Float32Array.of(1))).toBe(Buffer.from([0, 0, 0x80, 0x3f]).toString('base64'));
});
