import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/**
 * 16 groups of 16 elements: 32 bytes of high bits, 64 bytes of low bit pairs (as in Q2_K), 12 bytes of 6-bit scales,
 * d (f16). x = d (scale - 32) (q - 4), where a set high bit adds the 4 back.
 */
export const Q3_K: BlockFormat = {
  name: 'Q3_K',
  elements: 256,
  bytes: 110,
  decode: eachBlock(256, 110, (bytes, at, values, to) => {
    const d = halfAt(bytes, at + 108);
    for (let group = 0; group < 16; group++) {
      const scale = d * (scaleAt(bytes, at + 96, group) - 32);
      const within = 16 * (group & 1);
      const quanta = at + 32 + 32 * (group >> 3) + within;
      const shift = 2 * ((group >> 1) & 3);
      for (let i = 0; i < 16; i++) {
        const low = ((bytes[quanta + i] as number) >> shift) & 3;
        const high = ((bytes[at + within + i] as number) >> (group >> 1)) & 1;
        values[to + 16 * group + i] = scale * (low - (high ? 0 : 4));
      }
    }
  }),
};

/** Scale `group` of 16: four low bits in the first eight bytes, two high bits in the last four. */
function scaleAt(bytes: Uint8Array, at: number, group: number): number {
  const low = ((bytes[at + (group & 7)] as number) >> (group < 8 ? 0 : 4)) & 15;
  const high = ((bytes[at + 8 + (group & 3)] as number) >> (2 * (group >> 2))) & 3;
  return low | (high << 4);
}
