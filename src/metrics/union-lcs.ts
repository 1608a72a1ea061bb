import { internTokens, type LcsColumns, lcsColumns, lcsLength, lcsRows } from './lcs.js';

/**
 * Tokens of the reference that ROUGE-Lsum counts: for every sentence of the reference, the union of its longest common
 * subsequences with the candidate's sentences; no token counts more often than it occurs on either side (Lin 2004,
 * section 3.2, with the clipping of ROUGE 1.5.5). Sentences are lists of tokens.
 *
 * Which of several longest subsequences is taken matters; like `rouge_score`, we walk back from the end of both, and of
 * two equally long ways take the one that gives up the reference's token.
 */
export function summaryHits(
  reference: readonly (readonly string[])[],
  candidate: readonly (readonly string[])[],
): number {
  const filled = [reference, candidate].map((side) => side.filter((line) => line.length > 0));
  // Of one sentence on either side all of the subsequence counts.
  if (filled.every((side) => side.length === 1)) return lcsLength(filled[0]![0]!, filled[1]![0]!);
  const ids = new Map<string, number>();
  const [references, candidates] = filled.map((side) => side.map((line) => internTokens(line, ids)));
  const left = [references, candidates].map((lines) => counts(lines as readonly Int32Array[], ids.size));
  const [ofReference, ofCandidate] = left as [Int32Array, Int32Array];
  const columns = (candidates as readonly Int32Array[]).map((line) => [line, lcsColumns(line)] as const);
  let hits = 0;
  for (const line of references as readonly Int32Array[]) {
    const inUnion = new Uint8Array(line.length);
    for (const [other, prepared] of columns) markLcs(line, other, prepared, inUnion);
    for (const [position, token] of line.entries()) {
      if (!inUnion[position] || ofReference[token] === 0 || ofCandidate[token] === 0) continue;
      hits++;
      ofReference[token]!--;
      ofCandidate[token]!--;
    }
  }
  return hits;
}

function counts(lines: readonly Int32Array[], tokens: number): Int32Array {
  const result = new Int32Array(tokens);
  for (const line of lines) for (const token of line) result[token]!++;
  return result;
}

/** Marks the positions in `first` of one longest common subsequence with `second`. */
function markLcs(first: Int32Array, second: Int32Array, prepared: LcsColumns, marks: Uint8Array): void {
  if (!first.some((token) => prepared.slots.has(token))) return;
  const { words } = prepared;
  const rows = lcsRows(prepared, first);
  /** LCS length of the first i tokens of `first` and the first j of `second`: the zero bits below j in row i. */
  const length = (i: number, j: number) => {
    if (i === 0) return 0;
    let ones = 0;
    const row = (i - 1) * words;
    for (let word = 0; word < j >>> 5; word++) ones += bits(rows[row + word] as number);
    if (j & 31) ones += bits((rows[row + (j >>> 5)] as number) & ((1 << (j & 31)) - 1));
    return j - ones;
  };
  for (let i = first.length, j = second.length; i > 0 && j > 0; ) {
    if (first[i - 1] === second[j - 1]) {
      marks[i - 1] = 1;
      i--;
      j--;
    } else if (length(i, j - 1) > length(i - 1, j)) j--;
    else i--;
  }
}

/** The number of ones in a 32-bit word. */
function bits(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
