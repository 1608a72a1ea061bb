import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';
import { minimumOf, scaleOf } from './k-scales.js';

/** As Q4_K, with 32 bytes of fifth bits before the quanta: bit g of byte i belongs to element i of group g. */
export const Q5_K: BlockFormat = {
  name: 'Q5_K',
  elements: 256,
  bytes: 176,
  decode: eachBlock(256, 176, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    const dmin = halfAt(bytes, at + 2);
    for (let group = 0; group < 8; group++) {
      const scale = d * scaleOf(bytes, at + 4, group);
      const minimum = dmin * minimumOf(bytes, at + 4, group);
      const quanta = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        const fifth = (((bytes[at + 16 + i] as number) >> group) & 1) << 4;
        values[to + 32 * group + i] = scale * ((((bytes[quanta + i] as number) >> shift) & 15) | fifth) - minimum;
      }
    }
  }),
};
