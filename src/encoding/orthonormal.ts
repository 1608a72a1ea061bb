/** A column that keeps less than this share of its length is a combination of earlier columns. */
const DEPENDENT = 1e-10;

/** Below this length squares underflow, and a column counts as zero. */
const ZERO = 1e-140;

/** A column that loses this much length to the ones before it is projected again ("twice is enough", Kahan). */
const CANCELLED = 0.1;

/**
 * An orthonormal basis of the columns of a row-major [rows x width] matrix, in the same layout, by modified
 * Gram-Schmidt with reorthogonalization; columns that depend on earlier ones become zero. Written out over contiguous
 * columns because a general QR decomposition took five times as long and was most of the fitting time.
 */
export function orthonormalize(dense: Float64Array, width: number): Float64Array {
  const rows = dense.length / width;
  const basis: Float64Array[] = [];
  for (let at = 0; at < width; at++) {
    const column = Float64Array.from({ length: rows }, (_, row) => dense[row * width + at]!);
    const original = length(column);
    let before = original;
    let after = removeProjections(column, basis);
    while (after < CANCELLED * before && after > DEPENDENT * original) {
      before = after;
      after = removeProjections(column, basis);
    }
    const scale = after > Math.max(ZERO, DEPENDENT * original) ? 1 / after : 0;
    for (let row = 0; row < rows; row++) column[row]! *= scale;
    basis.push(column);
  }
  return Float64Array.from(dense, (_, index) => basis[index % width]![Math.floor(index / width)]!);
}

/** Makes `column` orthogonal to `basis`, in place; returns its remaining length. */
function removeProjections(column: Float64Array, basis: readonly Float64Array[]): number {
  for (const other of basis) {
    let product = 0;
    for (let row = 0; row < column.length; row++) product += other[row]! * column[row]!;
    for (let row = 0; row < column.length; row++) column[row]! -= product * other[row]!;
  }
  return length(column);
}

function length(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row]! * column[row]!;
  return Math.sqrt(sum);
}
