/** A part of a tensor's inputs in the kernels' memory. */
export interface Part {
  /** Index of its first element. */
  readonly first: number;
  readonly count: number;
  /** `count` rounded up to what the kernels take in a step; behind the last element lie zeros. */
  readonly steps: number;
  /** Bytes from one input to the next. */
  readonly stride: number;
  /** Address of the `position`-th input in the run's order. */
  address(position: number): number;
}

/** Reads a tensor's inputs into the kernels' memory; what was read before may be overwritten. */
export interface PartLoader {
  /** Elements of a part: all parts but the last have so many. */
  readonly partElements: number;
  readonly elements: number;
  /** Whether parts stay in memory, and what was made of them. */
  readonly holds: boolean;
  /** All parts in order, each read when it is asked for. */
  parts(): Generator<Part, void, void>;
  load(first: number, count: number): Part;
  /** Blocks of `count` elements that begin at `firsts`, one behind the other as if they were a part. */
  gather(firsts: readonly number[], count: number): Part;
}

/** bfloat16 where all inputs and the result are; everything else is widened to float32. */
export type KernelType = 'BFloat16' | 'Float32';

/** Name of the variant of a kernel that writes. */
export type WritingType = KernelType | 'Float32ToBFloat16';

/** How the kernels merge one tensor. */
export interface KernelRun {
  /** Indices of the inputs in the order in which they lie in memory. */
  readonly order: readonly number[];
  /** Parts are multiples of so many elements. */
  readonly unit: number;
  /** Whether `prepare` goes over the tensor, and its parts need not be read again where they stay in memory. */
  readonly rereads: boolean;
  /** Bytes of tables at the heap's beginning that stay until the tensor is merged. */
  readonly tables: number;
  /** Goes over the tensor as often as need be before it is merged; yields where others may use the thread. */
  prepare(loader: PartLoader): Generator<void, void, void>;
  /** Merges a part into `out`; called for every part in order. */
  merge(part: Part, out: number): void;
}
