/**
 * Rows whose channels have mean 0 and standard deviation 1 over the rows, so that none decides a cosine by its size alone;
 * a channel that is constant becomes 0.
 */
export function standardize(rows: readonly Float32Array[]): Float32Array[] {
  const size = rows[0]?.length ?? 0;
  const out = rows.map(() => new Float32Array(size));
  for (let channel = 0; channel < size; channel++) {
    const values = rows.map((row) => row[channel]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length);
    if (deviation === 0) continue;
    for (const [i, value] of values.entries()) out[i]![channel] = (value - mean) / deviation;
  }
  return out;
}
