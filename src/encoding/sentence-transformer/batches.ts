/** Texts of one batch, by index, and their padded length in tokens. */
export interface Batch {
  readonly rows: readonly number[];
  readonly length: number;
}

/**
 * Tokens of a batch, padding included: bounds the memory that activations take. Larger batches leave the processor's cache,
 * and their matrix products run slower.
 */
const MAX_TOKENS = 512;

/**
 * Cuts texts into batches of similar length, the longest first, so that there is little padding and the first batch shows the
 * memory that is needed. Equal texts are neighbors in any order of the texts.
 *
 * @param texts token ids
 */
export function planBatches(texts: readonly (readonly number[])[]): Batch[] {
  const length = (i: number) => (texts[i] as readonly number[]).length;
  const order = texts.map((_, i) => i).sort((a, b) => length(b) - length(a) || compare(texts[a]!, texts[b]!) || a - b);
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; ) {
    const longest = Math.max(1, length(order[start] as number));
    const rows = order.slice(start, start + Math.max(1, Math.floor(MAX_TOKENS / longest)));
    batches.push({ rows, length: longest });
    start += rows.length;
  }
  return batches;
}

/** The order of token ids of one length. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((id, i) => id !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
