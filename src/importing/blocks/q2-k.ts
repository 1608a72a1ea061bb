import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/**
 * 16 groups of 16 elements: 16 bytes with a group's scale (lower) and minimum (upper four bits), 64 bytes of quanta,
 * then d and dmin (f16). Half h of the block holds groups 8 h to 8 h + 7 in bit pairs of its 32 bytes.
 * x = (d scale) q - (dmin minimum).
 */
export const Q2_K: BlockFormat = {
  name: 'Q2_K',
  elements: 256,
  bytes: 84,
  decode: eachBlock(256, 84, (bytes, at, values, to) => {
    const d = halfAt(bytes, at + 80);
    const dmin = halfAt(bytes, at + 82);
    for (let group = 0; group < 16; group++) {
      const packed = bytes[at + group] as number;
      const scale = d * (packed & 15);
      const minimum = dmin * (packed >> 4);
      const quanta = at + 16 + 32 * (group >> 3) + 16 * (group & 1);
      const shift = 2 * ((group >> 1) & 3);
      for (let i = 0; i < 16; i++) {
        values[to + 16 * group + i] = scale * (((bytes[quanta + i] as number) >> shift) & 3) - minimum;
      }
    }
  }),
};
