import { type BlockFormat, eachBlock, signed } from './block-format.js';
import { halfAt } from './half.js';

/**
 * 16 groups of 16 elements: 128 bytes of low four bits, 64 bytes of high two, 16 signed scales, d (f16).
 * x = (d scale) (q - 32). Each half of the block spans 64 low and 32 high bytes: its 32-element runs 0 and 1 take the
 * lower bits of low bytes 0-31 and 32-63, runs 2 and 3 the upper ones, and run r the r-th bit pair of the high bytes.
 */
export const Q6_K: BlockFormat = {
  name: 'Q6_K',
  elements: 256,
  bytes: 210,
  decode: eachBlock(256, 210, (bytes, at, values, to) => {
    const d = halfAt(bytes, at + 208);
    for (let run = 0; run < 8; run++) {
      const low = at + 64 * (run >> 2) + 32 * (run & 1);
      const high = at + 128 + 32 * (run >> 2);
      const lowShift = run & 2 ? 4 : 0;
      const highShift = 2 * (run & 3);
      for (let i = 0; i < 32; i++) {
        const scale = d * signed(bytes[at + 192 + 2 * run + (i >> 4)] as number);
        const q =
          (((bytes[low + i] as number) >> lowShift) & 15) | ((((bytes[high + i] as number) >> highShift) & 3) << 4);
        values[to + 32 * run + i] = scale * (q - 32);
      }
    }
  }),
};
