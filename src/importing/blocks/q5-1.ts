import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';
import { fifthBit } from './q5-0.js';

/** Scale and minimum (f16), fifth bits and 16 bytes as in Q5_0. x = d q + m; d q is exact in float32. */
export const Q5_1: BlockFormat = {
  name: 'Q5_1',
  elements: 32,
  bytes: 24,
  decode: eachBlock(32, 24, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    const m = halfAt(bytes, at + 2);
    for (let i = 0; i < 16; i++) {
      const q = bytes[at + 8 + i] as number;
      values[to + i] = d * ((q & 15) | fifthBit(bytes, at + 4, i)) + m;
      values[to + 16 + i] = d * ((q >> 4) | fifthBit(bytes, at + 4, i + 16)) + m;
    }
  }),
};
