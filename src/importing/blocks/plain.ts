import { bytesPerElement, type DType, decode } from '../../tensors/dtype.js';
import type { BlockFormat } from './block-format.js';

/** F32, F16 and BF16: one element a block. */
export const PLAIN: readonly BlockFormat[] = (['F32', 'F16', 'BF16'] as const).map((name: DType) => ({
  name,
  elements: 1,
  bytes: bytesPerElement(name),
  decode: (bytes, values) => values.set(decode(bytes, name)),
}));
