import type { BlockFormat } from './block-format.js';
import { IQ4_NL, IQ4_XS } from './iq4.js';
import { PLAIN } from './plain.js';
import { Q2_K } from './q2-k.js';
import { Q3_K } from './q3-k.js';
import { Q4_0 } from './q4-0.js';
import { Q4_1 } from './q4-1.js';
import { Q4_K } from './q4-k.js';
import { Q5_0 } from './q5-0.js';
import { Q5_1 } from './q5-1.js';
import { Q5_K } from './q5-k.js';
import { Q6_K } from './q6-k.js';
import { Q8_0 } from './q8-0.js';

/** Supported formats. */
export const BLOCK_FORMATS: readonly BlockFormat[] = [
  ...PLAIN,
  Q8_0,
  Q4_0,
  Q4_1,
  Q5_0,
  Q5_1,
  Q2_K,
  Q3_K,
  Q4_K,
  Q5_K,
  Q6_K,
  IQ4_NL,
  IQ4_XS,
];

/** Names of ggml's element types by number (ggml.h, enum ggml_type), without withdrawn ones. */
const GGML_TYPES: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

const BY_NAME = new Map(BLOCK_FORMATS.map((format) => [format.name, format]));

/** The format of a ggml type; undefined for an unsupported one. */
export function blockFormat(type: number): BlockFormat | undefined {
  return BY_NAME.get(GGML_TYPES[type] ?? '');
}

/** The name of a ggml type, for messages. */
export function typeName(type: number): string {
  return GGML_TYPES[type] ?? `number ${type}`;
}
