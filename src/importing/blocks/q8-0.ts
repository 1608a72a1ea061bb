import { type BlockFormat, eachBlock, signed } from './block-format.js';
import { halfAt } from './half.js';

/** Scale (f16), 32 signed bytes. x = d q. */
export const Q8_0: BlockFormat = {
  name: 'Q8_0',
  elements: 32,
  bytes: 34,
  decode: eachBlock(32, 34, (bytes, at, values, to) => {
    const d = halfAt(bytes, at);
    for (let i = 0; i < 32; i++) values[to + i] = d * signed(bytes[at + 2 + i] as number);
  }),
};
