import { type BlockFormat, eachBlock } from './block-format.js';
import { halfAt } from './half.js';

/** Levels of the 16 quanta of the non-linear four-bit formats (ggml-common.h, kvalues_iq4nl). */
const LEVELS = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

/** Laid out as Q4_0. x = d level(q). */
export const IQ4_NL: BlockFormat = {
  name: 'IQ4_NL',
  elements: 32,
  bytes: 18,
  decode: eachBlock(32, 18, (bytes, at, values, to) => levels(bytes, at + 2, halfAt(bytes, at), values, to)),
};

/**
 * 8 groups of 32 elements: d (f16), 2 bytes with the high two bits and 4 bytes with the low four bits of the groups'
 * scales, 128 bytes of quanta, 16 a group. x = (d (scale - 32)) level(q).
 */
export const IQ4_XS: BlockFormat = {
  name: 'IQ4_XS',
  elements: 256,
  bytes: 136,
  decode: eachBlock(256, 136, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    const high = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
    for (let group = 0; group < 8; group++) {
      const low = ((bytes[at + 4 + (group >> 1)] as number) >> (4 * (group & 1))) & 15;
      const scale = d * ((low | (((high >> (2 * group)) & 3) << 4)) - 32);
      levels(bytes, at + 8 + 16 * group, scale, values, to + 32 * group);
    }
  }),
};

function levels(bytes: Uint8Array, at: number, scale: number, values: Float32Array, to: number): void {
  for (let i = 0; i < 16; i++) {
    const q = bytes[at + i] as number;
    values[to + i] = scale * (LEVELS[q & 15] as number);
    values[to + 16 + i] = scale * (LEVELS[q >> 4] as number);
  }
}
