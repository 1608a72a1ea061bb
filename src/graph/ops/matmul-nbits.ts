import { UnisonoError } from '../../core/errors.js';
import type { Tensor } from '../graph.js';

/** A matrix W [columns, inner] in blocks of whole numbers along its rows, each with a scale. */
export interface QuantizedBlocks {
  /** uint8 [columns, ceil(inner / blockSize), blockSize * bits / 8]; of 4 bits the first value is the low half. */
  readonly packed: Tensor;
  /** float32 [columns, ceil(inner / blockSize)]; a value is scale * (number - 2^(bits - 1)). */
  readonly scales: Tensor;
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly columns: number;
  readonly inner: number;
}

/** MatMulNBits' accuracy_level at which inputs are rounded to 8 bits, block by block, for its integer kernels. */
const INT8_INPUTS = 4;

/**
 * x W^T of x [rows, inner] and a quantized W (com.microsoft.MatMulNBits), whose inputs are rounded to 8 bits; has no
 * gradient.
 *
 * @throws SHAPE_MISMATCH
 */
export function matmulNBits(x: Tensor, weight: QuantizedBlocks): Tensor {
  const { packed, scales, bits, blockSize, columns, inner } = weight;
  if (x.shape.length !== 2 || x.shape[1] !== inner) {
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'matmulNBits', reason: `[${x.shape}] x [${columns},${inner}]^T` });
  }
  return x.graph.emit({
    op: 'MatMulNBits',
    domain: 'com.microsoft',
    inputs: [x, packed, scales],
    shape: [x.shape[0] as number, columns],
    attributes: {
      K: { int: inner },
      N: { int: columns },
      bits: { int: bits },
      block_size: { int: blockSize },
      accuracy_level: { int: INT8_INPUTS },
    },
  });
}
