/** Storage of a run of elements as one block in ggml (ggml-common.h; reference implementation: gguf-py's quants.py). */
export interface BlockFormat {
  readonly name: string;
  /** Elements of a block. */
  readonly elements: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /**
   * Decodes whole blocks into `values`, `elements` for each. Arithmetic is float32 in the order of the reference, so that
   * every bit agrees; a product whose float64 is not a float32 is rounded before it is used again.
   */
  decode(bytes: Uint8Array, values: Float32Array): void;
}

/** Makes a decoder of many blocks from a decoder of one block at byte `at`, which writes from index `to` on. */
export function eachBlock(
  elements: number,
  size: number,
  one: (bytes: Uint8Array, at: number, values: Float32Array, to: number) => void,
): BlockFormat['decode'] {
  return (bytes, values) => {
    for (let at = 0, to = 0; at < bytes.length; at += size, to += elements) one(bytes, at, values, to);
  };
}

/** The bytes of `Uint8Array` as signed numbers. */
export function signed(byte: number): number {
  return (byte << 24) >> 24;
}
