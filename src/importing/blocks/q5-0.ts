import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/** Scale (f16), the fifth bits of all 32 elements, 16 bytes as in Q4_0. x = d (q - 16). */
export const Q5_0: BlockFormat = {
  name: 'Q5_0',
  elements: 32,
  bytes: 22,
  decode: eachBlock(32, 22, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    for (let i = 0; i < 16; i++) {
      const q = bytes[at + 6 + i] as number;
      values[to + i] = d * (((q & 15) | fifthBit(bytes, at + 2, i)) - 16);
      values[to + 16 + i] = d * (((q >> 4) | fifthBit(bytes, at + 2, i + 16)) - 16);
    }
  }),
};

/** 16 if element i's bit is set among the 32 that begin at byte `at`, else 0. */
export function fifthBit(bytes: Uint8Array, at: number, i: number): number {
  return (((bytes[at + (i >> 3)] as number) >> (i & 7)) & 1) << 4;
}
