import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/** Scale and minimum (f16), 16 bytes as in Q4_0. x = d q + m; d q is exact in float32. */
export const Q4_1: BlockFormat = {
  name: 'Q4_1',
  elements: 32,
  bytes: 20,
  decode: eachBlock(32, 20, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    const m = halfAt(bytes, at + 2);
    for (let i = 0; i < 16; i++) {
      const q = bytes[at + 4 + i] as number;
      values[to + i] = d * (q & 15) + m;
      values[to + 16 + i] = d * (q >> 4) + m;
    }
  }),
};
