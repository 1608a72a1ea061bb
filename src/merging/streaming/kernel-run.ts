/** A piece of a tensor in the kernels' memory. */
export interface Piece {
  /** Index of its first element. */
  readonly first: number;
  readonly count: number;
  /** `count` rounded up to what the kernels take in a step; behind the last element lie zeros. */
  readonly steps: number;
  /** Whether it is the tensor as a whole, which stays in memory from pass to pass. */
  readonly whole: boolean;
  /** Whether it is the tensor's last. */
  readonly last: boolean;
  /** Bytes from one input to the next. */
  readonly stride: number;
  /** Address of the `position`-th input in the run's order. */
  address(position: number): number;
}

/** bfloat16 where all inputs and the result are; everything else is widened to float32. */
export type KernelType = 'BFloat16' | 'Float32';

/** Name of the variant of a kernel that writes. */
export type WritingType = KernelType | 'Float32ToBFloat16';

/** Goes over a piece; what it yields at are places where others may use the thread. */
export type Pass = (piece: Piece) => Generator<void, void, void>;

/** How the kernels merge one tensor, in one pass over it or several. The last pass leaves the result in place of input 0. */
export interface KernelRun {
  /** Indices of the inputs in the order in which they lie in memory. */
  readonly order: readonly number[];
  /** Pieces are multiples of so many elements. */
  readonly unit: number;
  /** Bytes of tables that are kept from pass to pass, at the heap's beginning. */
  readonly tables: number;
  readonly passes: readonly Pass[];
}
