export const CONSTANTS: usize = memory.data<u32>([
  0x7feb352d, 0x7feb352d, 0x7feb352d, 0x7feb352d, // first multiplier of the mask hash
  0x846ca68b, 0x846ca68b, 0x846ca68b, 0x846ca68b, // second multiplier
  0x80000000, 0x80000000, 0x80000000, 0x80000000, // sign bit
  0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000, // the odd bfloat16 lanes
  0x00007fff, 0x00007fff, 0x00007fff, 0x00007fff, // rounding to bfloat16
  1, 1, 1, 1,
  0, 1, 2, 3,
  4, 4, 4, 4,
  0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff, // magnitude
  0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000, // 1.0
  0x7f800000, 0x7f800000, 0x7f800000, 0x7f800000, // infinity
  0x00400000, 0x00400000, 0x00400000, 0x00400000, // the bit that keeps a NaN a NaN
  0x00020001, 0x00080004, 0x00200010, 0x00800040, // a bit of a byte per 16-bit lane
], 16);

/** Maximum number of models. */
export const MAX_MODELS: i32 = 32;
/** Bytes of parameters per model: weight with rescaling, and weight without, each in all four lanes. */
export const PER_MODEL: i32 = 32;
export const PARAMETERS: usize = memory.data(MAX_MODELS * PER_MODEL, 16);
/**
 * Per model: cuts of magnitude, two of four equal lanes each (above the first and not above the second is kept), or the
 * address of a bit per element.
 */
export const THRESHOLDS: usize = memory.data(4 * 32, 16);
/** Results that are more than one number: sums before and after as f64, counters as u32 from byte 16 on. */
export const RESULTS: usize = memory.data(32, 16);

/** Elements of a block, over which sums stay float32, and which fits the first-level cache with its deltas. */
export const BLOCK: i32 = 256;
export const BLOCK_BYTES: i32 = BLOCK * 4;

/** The end of a row that is no whole step, filled up with zeros: base, and model. */
export const TAIL: usize = memory.data(64, 16);

/** Where the host writes PER_MODEL bytes for each model. */
export function parameters(): usize {
  return PARAMETERS;
}

export function results(): usize {
  return RESULTS;
}

/** Where the host writes the cuts of up to four models. */
export function thresholds(): usize {
  return THRESHOLDS;
}
