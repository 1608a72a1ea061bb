import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';
import { minimumOf, scaleOf } from './k-scales.js';

/**
 * 8 groups of 32 elements: d and dmin (f16), 12 bytes of scales and minima, 128 bytes of quanta, whose every 32 hold one
 * group in the lower and the next in the upper four bits. x = (d scale) q - (dmin minimum).
 */
export const Q4_K: BlockFormat = {
  name: 'Q4_K',
  elements: 256,
  bytes: 144,
  decode: eachBlock(256, 144, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    const dmin = halfAt(bytes, at + 2);
    for (let group = 0; group < 8; group++) {
      const scale = d * scaleOf(bytes, at + 4, group);
      const minimum = dmin * minimumOf(bytes, at + 4, group);
      const quanta = at + 16 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        values[to + 32 * group + i] = scale * (((bytes[quanta + i] as number) >> shift) & 15) - minimum;
      }
    }
  }),
};
