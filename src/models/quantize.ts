import type { Graph } from '../graph/graph.js';
import type { QuantizedBlocks } from '../graph/ops/matmul-nbits.js';

/** Values of one row that share a scale. */
const BLOCK_SIZE = 32;

/** Whole numbers of `bits` bits in blocks along the rows of a matrix; see `QuantizedBlocks`. */
export interface QuantizedValues {
  readonly packed: Uint8Array;
  readonly scales: Float32Array;
}

/**
 * Rounds a matrix to whole numbers of `bits` bits, block by block: the value furthest from 0 becomes the lowest
 * number, -2^(bits - 1), which reaches one further than the highest (as llama.cpp's Q4_0 does).
 *
 * @param values float32 [rows, inner]
 */
export function quantize(values: Float32Array, inner: number, bits: 4 | 8): QuantizedValues {
  const rows = values.length / inner;
  const blocks = Math.ceil(inner / BLOCK_SIZE);
  const bytes = (BLOCK_SIZE * bits) / 8;
  const packed = new Uint8Array(rows * blocks * bytes);
  const scales = new Float32Array(rows * blocks);
  const zero = 2 ** (bits - 1);
  for (let block = 0; block < rows * blocks; block++) {
    const start = Math.floor(block / blocks) * inner + (block % blocks) * BLOCK_SIZE;
    const count = Math.min(BLOCK_SIZE, inner - (block % blocks) * BLOCK_SIZE);
    let furthest = 0;
    for (let i = start; i < start + count; i++) {
      if (Math.abs(values[i] as number) > Math.abs(furthest)) furthest = values[i] as number;
    }
    const scale = furthest / -zero;
    scales[block] = scale;
    for (let i = 0; i < BLOCK_SIZE; i++) {
      // Padding beyond the row's end stands for 0 and is never multiplied.
      const value = i < count && scale !== 0 ? (values[start + i] as number) / scale : 0;
      const number = Math.min(2 * zero - 1, Math.round(value) + zero);
      const at = block * bytes + (bits === 8 ? i : i >> 1);
      packed[at] = (packed[at] as number) | (bits === 4 && i % 2 === 1 ? number << 4 : number);
    }
  }
  return { packed, scales };
}

/** A quantized matrix [columns, inner] as constants of a graph. */
export function quantizedConstant(
  graph: Graph,
  { packed, scales }: QuantizedValues,
  [columns, inner]: readonly [number, number],
  bits: 4 | 8,
): QuantizedBlocks {
  const blocks = Math.ceil(inner / BLOCK_SIZE);
  return {
    packed: graph.constant(packed, [columns, blocks, (BLOCK_SIZE * bits) / 8]),
    scales: graph.constant(scales, [columns, blocks]),
    bits,
    blockSize: BLOCK_SIZE,
    columns,
    inner,
  };
}
