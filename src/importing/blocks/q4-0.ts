import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/** Scale (f16), 16 bytes: element i in the lower, i + 16 in the upper four bits. x = d (q - 8). */
export const Q4_0: BlockFormat = {
  name: 'Q4_0',
  elements: 32,
  bytes: 18,
  decode: eachBlock(32, 18, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    for (let i = 0; i < 16; i++) {
      const q = bytes[at + 2 + i] as number;
      values[to + i] = d * ((q & 15) - 8);
      values[to + 16 + i] = d * ((q >> 4) - 8);
    }
  }),
};
