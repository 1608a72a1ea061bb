/** A matrix in compressed sparse row form. Row i has entries rowStart[i] up to rowStart[i + 1], columns ascending. */
export interface SparseMatrix {
  rows: number;
  columns: number;
  rowStart: Int32Array;
  column: Int32Array;
  value: Float64Array;
}

/** Packs rows of [column, value] entries; every row is sorted by column. */
export function sparseFromRows(
  rows: readonly (readonly (readonly [number, number])[])[],
  columns: number,
): SparseMatrix {
  const rowStart = new Int32Array(rows.length + 1);
  for (const [index, row] of rows.entries()) rowStart[index + 1] = rowStart[index]! + row.length;
  const column = new Int32Array(rowStart[rows.length]!);
  const value = new Float64Array(rowStart[rows.length]!);
  for (const [index, row] of rows.entries()) {
    const sorted = [...row].sort((a, b) => a[0] - b[0]);
    for (const [offset, entry] of sorted.entries()) {
      column[rowStart[index]! + offset] = entry[0];
      value[rowStart[index]! + offset] = entry[1];
    }
  }
  return { rows: rows.length, columns, rowStart, column, value };
}

/** matrix [rows x columns] times dense [columns x width], both dense sides row-major; result [rows x width]. */
export function multiply(matrix: SparseMatrix, dense: Float64Array | Float32Array, width: number): Float64Array {
  const result = new Float64Array(matrix.rows * width);
  for (let row = 0; row < matrix.rows; row++) {
    const target = row * width;
    for (let entry = matrix.rowStart[row]!; entry < matrix.rowStart[row + 1]!; entry++) {
      const source = matrix.column[entry]! * width;
      const value = matrix.value[entry]!;
      for (let k = 0; k < width; k++) result[target + k]! += value * dense[source + k]!;
    }
  }
  return result;
}

/** Transpose of matrix [rows x columns] times dense [rows x width]; result [columns x width], row-major. */
export function multiplyTransposed(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const result = new Float64Array(matrix.columns * width);
  for (let row = 0; row < matrix.rows; row++) {
    const source = row * width;
    for (let entry = matrix.rowStart[row]!; entry < matrix.rowStart[row + 1]!; entry++) {
      const target = matrix.column[entry]! * width;
      const value = matrix.value[entry]!;
      for (let k = 0; k < width; k++) result[target + k]! += value * dense[source + k]!;
    }
  }
  return result;
}
