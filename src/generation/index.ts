export { chooseToken } from './choose-token.js';
export { type Decoding, DecodingOverrides, greedyDecoding, readDecoding } from './decoding.js';
export type { GenerateOptions } from './decoding-run.js';
export { Generator } from './generator.js';
