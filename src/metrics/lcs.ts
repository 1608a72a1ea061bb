/**
 * Length of the longest common subsequence of two token sequences, O(n * m / 32).
 *
 * Bit-parallel recurrence V' = (V + (V & M)) | (V & ~M) of Hyyrö (2004), "Bit-parallel LCS-length computation
 * revisited", over 32-bit words with an explicit carry; the zero bits of the last V count the subsequence.
 */
export function lcsLength(first: readonly string[], second: readonly string[]): number {
  const [columns, rows] = first.length <= second.length ? [first, second] : [second, first];
  if (columns.length === 0) return 0;
  const words = (columns.length + 31) >>> 5;
  const matches = positionMasks(columns, words);
  const open = new Uint32Array(words).fill(0xffffffff);
  for (const token of rows) {
    const mask = matches.get(token);
    if (mask === undefined) continue;
    let carry = 0;
    for (let word = 0; word < words; word++) {
      const value = open[word];
      const hit = (value & mask[word]) >>> 0;
      const sum = value + hit + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      open[word] = (sum >>> 0) | (value & ~mask[word]);
    }
  }
  let length = 0;
  for (let column = 0; column < columns.length; column++) length += ((open[column >>> 5] >>> (column & 31)) & 1) ^ 1;
  return length;
}

/** For every distinct token, one bit per position where it stands. */
function positionMasks(tokens: readonly string[], words: number): Map<string, Uint32Array> {
  const masks = new Map<string, Uint32Array>();
  for (const [position, token] of tokens.entries()) {
    let mask = masks.get(token);
    if (mask === undefined) {
      mask = new Uint32Array(words);
      masks.set(token, mask);
    }
    mask[position >>> 5] |= 1 << (position & 31);
  }
  return masks;
}
