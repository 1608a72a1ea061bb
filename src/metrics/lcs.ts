/** Numbers tokens by first appearance, adding new ones to `ids`. */
export function internTokens(tokens: readonly string[], ids: Map<string, number>): Int32Array {
  const result = new Int32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    let id = ids.get(token);
    if (id === undefined) {
      id = ids.size;
      ids.set(token, id);
    }
    result[i] = id;
  }
  return result;
}

/**
 * Length of the longest common subsequence of two token sequences, O(n * m / 32).
 *
 * Bit-parallel recurrence V' = (V + (V & M)) | (V & ~M) of Hyyrö (2004), "Bit-parallel LCS-length computation
 * revisited", over 32-bit words with an explicit carry; the zero bits of the last V count the subsequence.
 */
export function lcsLength(first: readonly string[], second: readonly string[]): number {
  const [columns, rows] = first.length <= second.length ? [first, second] : [second, first];
  if (columns.length === 0) return 0;
  return columns.length <= 32 ? shortLcs(columns, rows) : longLcs(columns, rows);
}

/** One word holds all columns. */
function shortLcs(columns: readonly string[], rows: readonly string[]): number {
  const masks = new Map<string, number>();
  for (let column = 0; column < columns.length; column++) {
    const token = columns[column] as string;
    masks.set(token, (masks.get(token) ?? 0) | (1 << column));
  }
  let open = -1;
  for (let row = 0; row < rows.length; row++) {
    const mask = masks.get(rows[row] as string);
    if (mask !== undefined) open = (open + (open & mask)) | (open & ~mask);
  }
  let length = 0;
  for (let column = 0; column < columns.length; column++) length += ((open >>> column) & 1) ^ 1;
  return length;
}

/** Columns processed at a time: bounds the memory of the masks for any number of distinct tokens. */
const STRIPE = 2048;

/** Stripe by stripe of the columns; what a row carries over from one stripe to the next is kept. */
function longLcs(columns: readonly string[], rows: readonly string[]): number {
  const ids = new Map<string, number>();
  const columnIds = internTokens(columns, ids);
  const rowIds = internTokens(rows, ids);
  const slots = new Int32Array(ids.size);
  const carries = new Uint8Array(rowIds.length);
  let length = 0;
  for (let start = 0; start < columnIds.length; start += STRIPE) {
    const stripe = columnIds.subarray(start, start + STRIPE);
    const words = (stripe.length + 31) >>> 5;
    // Slot 0 is of the tokens that the stripe does not have.
    slots.fill(0);
    let used = 1;
    const local = stripe.map((id) => {
      if (slots[id] === 0) slots[id] = used++;
      return slots[id] as number;
    });
    const masks = positionMasks(local, used, words);
    const open = new Int32Array(words).fill(-1);
    for (let row = 0; row < rowIds.length; row++) {
      const slot = slots[rowIds[row] as number] as number;
      const carry = carries[row] as number;
      if (slot !== 0 || carry !== 0) carries[row] = advance(open, masks, slot * words, words, carry);
    }
    for (let column = 0; column < stripe.length; column++) {
      length += (((open[column >>> 5] as number) >>> (column & 31)) & 1) ^ 1;
    }
  }
  return length;
}

/** A sequence of numbered tokens, made ready to be compared with many. */
export interface LcsColumns {
  readonly words: number;
  readonly masks: Int32Array;
  /** Position of each token's mask. */
  readonly slots: ReadonlyMap<number, number>;
}

export function lcsColumns(tokens: Int32Array): LcsColumns {
  const slots = new Map<number, number>();
  const local = tokens.map((id) => {
    if (!slots.has(id)) slots.set(id, slots.size);
    return slots.get(id) as number;
  });
  const words = (tokens.length + 31) >>> 5;
  return { words, masks: positionMasks(local, slots.size, words), slots };
}

/**
 * All rows of the table of longest common subsequences, one bit a cell: bit `j` of row `i` is 0 where the LCS of the first
 * i + 1 rows and the first j + 1 columns is one longer than that with the first j columns. 1/32 of the table's memory.
 * Row i lies in words i * words to (i + 1) * words - 1.
 */
export function lcsRows({ words, masks, slots }: LcsColumns, rows: Int32Array): Int32Array {
  const result = new Int32Array(rows.length * words);
  const open = new Int32Array(words).fill(-1);
  for (let row = 0; row < rows.length; row++) {
    const slot = slots.get(rows[row] as number);
    if (slot !== undefined) advance(open, masks, slot * words, words, 0);
    result.set(open, row * words);
  }
  return result;
}

/** One row of the recurrence, in place; the token's mask begins at `maskStart`. Returns what is carried over. */
function advance(open: Int32Array, masks: Int32Array, maskStart: number, words: number, carried: number): number {
  let carry = carried;
  for (let word = 0; word < words; word++) {
    const value = open[word] as number;
    const mask = masks[maskStart + word] as number;
    const sum = (value >>> 0) + ((value & mask) >>> 0) + carry;
    carry = sum > 0xffffffff ? 1 : 0;
    open[word] = sum | (value & ~mask);
  }
  return carry;
}

/** For every token, one bit per column where it stands: word w of token t at t * words + w. */
function positionMasks(columns: Int32Array, tokens: number, words: number): Int32Array {
  const masks = new Int32Array(tokens * words);
  for (let column = 0; column < columns.length; column++) {
    masks[columns[column]! * words + (column >>> 5)]! |= 1 << (column & 31);
  }
  return masks;
}
