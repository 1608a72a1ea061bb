import { elementCount } from '../../tensors/safetensors-header.js';

/** The inputs of one output tensor, of one shape, as float32 values that are read piece by piece. */
export interface TensorStream {
  readonly shape: readonly number[];
  readonly elements: number;
  /** Number of models. */
  readonly inputs: number;
  /**
   * Visits all elements once, in order. `chunks[k]` holds the values of input `k` from element `first` on; it is valid
   * during the call only. Every piece but the last is a multiple of `unit` elements long.
   */
  scan(visit: (chunks: readonly Float32Array[], first: number) => void, unit?: number): void;
  /** As `scan`; `merge` returns the merged values of the piece. */
  emit(merge: (chunks: readonly Float32Array[], first: number) => Float32Array, unit?: number): void;
}

/** A stream over tensors that are in memory. */
export class MemoryStream implements TensorStream {
  readonly elements: number;
  readonly inputs: number;
  readonly merged: Float32Array;

  /** @param chunk elements per piece, rounded up to a multiple of the requested unit */
  constructor(
    readonly shape: readonly number[],
    private readonly tensors: readonly Float32Array[],
    private readonly chunk = Number.POSITIVE_INFINITY,
  ) {
    this.elements = elementCount(shape);
    this.inputs = tensors.length;
    this.merged = new Float32Array(this.elements);
  }

  scan(visit: (chunks: readonly Float32Array[], first: number) => void, unit = 1): void {
    const size = Math.min(Math.max(1, Math.floor(this.chunk / unit)) * unit, this.elements);
    for (let first = 0; first < this.elements; first += size) {
      const end = Math.min(first + size, this.elements);
      visit(
        this.tensors.map((tensor) => tensor.subarray(first, end)),
        first,
      );
    }
  }

  emit(merge: (chunks: readonly Float32Array[], first: number) => Float32Array, unit = 1): void {
    this.scan((chunks, first) => this.merged.set(merge(chunks, first), first), unit);
  }
}
