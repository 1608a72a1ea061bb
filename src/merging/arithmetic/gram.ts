import type { TensorStream } from './tensor-stream.js';

/**
 * Inner products of the inputs, or of their differences from the base: G[j][k] = <v_j, v_k> in float64, added up in the
 * order of the elements. Methods that need only norms and angles of whole tensors use them: one pass, no extra memory.
 *
 * @param inputs indices of the inputs, in the order of the rows
 * @param origin index of an input to subtract
 */
export function gramMatrix(stream: TensorStream, inputs: readonly number[], origin?: number): number[][] {
  const gram = inputs.map(() => inputs.map(() => 0));
  stream.scan((chunks) => {
    const from = origin === undefined ? undefined : chunks[origin]!;
    const vectors = inputs.map((k) => (from ? difference(chunks[k]!, from) : chunks[k]!));
    for (const [j, a] of vectors.entries()) {
      for (let k = 0; k <= j; k++) gram[j]![k] = addDot(gram[j]![k]!, a, vectors[k]!);
    }
  });
  for (const j of inputs.keys()) for (let k = 0; k < j; k++) gram[k]![j] = gram[j]![k]!;
  return gram;
}

/** Adds the inner product of two vectors to `total`, element by element. */
export function addDot(total: number, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = total;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** x - y in float64: the difference of two float32 values can need more than float32 has. */
export function difference(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: x.length }, (_, i) => x[i]! - y[i]!);
}

/** <sum_j a_j v_j, sum_k b_k v_k> from the vectors' inner products. */
export function inner(gram: readonly (readonly number[])[], a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, j) => sum + x * b.reduce((row, y, k) => row + y * gram[j]![k]!, 0), 0);
}

/** Norm of sum_k a_k v_k; a negative value from rounding counts as zero. */
export function norm(gram: readonly (readonly number[])[], a: readonly number[]): number {
  return Math.sqrt(Math.max(0, inner(gram, a, a)));
}
