/**
 * llama.cpp rotates neighboring pairs of a head's dimensions, Hugging Face the first half against the second; its
 * converter reorders the rows of query and key weights to suit. This undoes that for one head: row 2 j + i of `rows`
 * (each `columns` long) goes to row i (size / 2) + j.
 */
export function unpermuteHead(rows: Float32Array, columns: number): Float32Array {
  const size = rows.length / columns;
  const half = size / 2;
  const result = new Float32Array(rows.length);
  for (let row = 0; row < size; row++) {
    const target = (row % 2) * half + (row >> 1);
    result.set(rows.subarray(row * columns, (row + 1) * columns), target * columns);
  }
  return result;
}
