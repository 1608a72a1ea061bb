/**
 * Share of the squared norm that lies in the one channel that has most of it, in the mean over all rows: 1 / D where all
 * channels are alike, near 1 where one decides every cosine, so that rows are alike whatever else they hold.
 */
export function topChannelShare(rows: readonly Float32Array[]): number {
  const shares = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    let norm = 0;
    for (const value of row) norm += value * value;
    if (norm === 0) continue;
    for (const [channel, value] of row.entries()) shares[channel]! += (value * value) / norm;
  }
  return rows.length === 0 ? 0 : Math.max(...shares) / rows.length;
}
