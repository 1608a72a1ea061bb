/** A part of a tensor's inputs in the kernels' memory. */
export interface Part {
  /** Index of its first element. */
  readonly first: number;
  readonly count: number;
  /** `count` rounded up to a whole kernel step; zeros follow the last element. */
  readonly steps: number;
  /** Bytes from one input to the next. */
  readonly stride: number;
  /** Address of the `position`-th input in the run's order. */
  address(position: number): number;
}

/** Reads a tensor's inputs into the kernels' memory; earlier parts may be overwritten. */
export interface PartLoader {
  /** Elements per part; the last part may have fewer. */
  readonly partElements: number;
  readonly elements: number;
  /** Whether parts stay in memory, with changes made to them. */
  readonly holds: boolean;
  /** All parts in order, each read on demand. */
  parts(): Generator<Part, void, void>;
  load(first: number, count: number): Part;
  /** Blocks of `count` elements that begin at `firsts`, concatenated as one part. */
  gather(firsts: readonly number[], count: number): Part;
}

/** bfloat16 where all inputs and the result are; everything else is widened to float32. */
export type KernelType = 'BFloat16' | 'Float32';

/** Name of the variant of a kernel that writes. */
export type WritingType = KernelType | 'Float32ToBFloat16';

/** How the kernels merge one tensor. */
export interface KernelRun {
  /** Indices of the inputs in memory order. */
  readonly order: readonly number[];
  /** Parts are multiples of this many elements. */
  readonly unit: number;
  /** Whether `prepare` reads the tensor, so that parts that stay in memory are not read again. */
  readonly rereads: boolean;
  /** Bytes of tables at the heap's beginning that stay until the tensor is merged. */
  readonly tables: number;
  /** Makes all passes over the tensor that merging needs; yields where others may use the thread. */
  prepare(loader: PartLoader): Generator<void, void, void>;
  /** Merges a part into `out`; called for every part in order. */
  merge(part: Part, out: number): void;
}
