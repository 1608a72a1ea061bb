import { readFileSync } from 'node:fs';

type Type = 'BFloat16' | 'Float32';
type Merge = (
  base: number,
  models: number,
  stride: number,
  out: number,
  count: number,
  modelCount: number,
  mode: number,
  divisor: number,
  lambda: number,
) => void;
type Combine = (
  inputs: number,
  stride: number,
  out: number,
  count: number,
  inputCount: number,
  divisor: number,
) => void;

/** What assembly/merge.ts exports. */
export type MergeExports = {
  readonly memory: WebAssembly.Memory;
  readonly parameters: () => number;
  readonly results: () => number;
  readonly thresholds: () => number;
  readonly countAroundBFloat16: (base: number, x: number, count: number, first: number, second: number) => void;
  readonly indexOfEqualBFloat16: (base: number, x: number, count: number, bits: number, nth: number) => number;
  readonly mergeUnrolled: (
    base: number,
    models: number,
    stride: number,
    out: number,
    count: number,
    modelCount: number,
    mode: number,
    cuts: number,
    divisor: number,
    lambda: number,
  ) => void;
  readonly combineExact: (
    inputs: number,
    stride: number,
    out: number,
    count: number,
    inputCount: number,
    divisor: number,
    factor: number,
  ) => void;
  readonly widenBFloat16: (from: number, to: number, count: number) => void;
} & {
  readonly [Name in `maskRandom${Type}`]: (
    base: number,
    x: number,
    count: number,
    bits: number,
    first: number,
    key1: number,
    key2: number,
    threshold: number,
  ) => void;
} & {
  readonly [Name in `applyBits${Type}`]: (base: number, x: number, count: number, bits: number) => void;
} & { readonly [Name in `histogram${Type}`]: (base: number, x: number, count: number, table: number) => void } & {
  readonly [Name in `refine${Type}`]: (base: number, x: number, count: number, bin: number, table: number) => void;
} & {
  readonly [Name in `maskRange${Type}`]: (
    base: number,
    x: number,
    count: number,
    bits: number,
    low: number,
    lowFirst: number,
    high: number,
    highFirst: number,
  ) => void;
} & {
  readonly [Name in `maskRanked${Type}`]: (
    base: number,
    x: number,
    count: number,
    bits: number,
    row: number,
    first: number,
    key1: number,
    key2: number,
    thresholds: number,
    steps: number,
    words: number,
  ) => void;
} & { readonly [Name in `merge${Type | 'Float32ToBFloat16'}`]: Merge } & {
  readonly [Name in `combine${Type | 'Float32ToBFloat16'}`]: Combine;
};

/** Models that the kernels' parameters have room for. */
export const MOST_MODELS = 32;
/** Models that the unrolled merge of bfloat16 takes. */
export const UNROLLED_MODELS = 4;
const PAGE = 65_536;
const BUILT = new URL('./merge.wasm', import.meta.url);

/** An instance of the merge kernels with memory that grows on demand. */
export class MergeKernels {
  readonly exports: MergeExports;
  /** Address where the host's part of the memory begins. */
  readonly heap: number;

  constructor(module: WebAssembly.Module) {
    this.exports = new WebAssembly.Instance(module).exports as unknown as MergeExports;
    this.heap = this.exports.memory.buffer.byteLength;
  }

  /** Grows the heap to at least this many bytes; existing views of the memory become invalid. */
  reserve(bytes: number): void {
    const missing = this.heap + bytes - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / PAGE));
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, address, length);
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, address, length);
  }
}

/**
 * The kernels that the build puts beside this file. Undefined when run from sources or without WebAssembly SIMD; then plain
 * TypeScript is used, with the same results.
 */
export function loadMergeKernels(): MergeKernels | undefined {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFileSync(BUILT);
  } catch {
    return undefined;
  }
  return mergeKernels(bytes);
}

/** Kernels over their WebAssembly bytes; undefined where the engine does not know their instructions. */
export function mergeKernels(bytes: Uint8Array<ArrayBuffer>): MergeKernels | undefined {
  return WebAssembly.validate(bytes) ? new MergeKernels(new WebAssembly.Module(bytes)) : undefined;
}
