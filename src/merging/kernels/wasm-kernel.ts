import { bytesPerElement } from '../../tensors/dtype.js';
import { type KernelDType, MAX_MODELS, type MergeKernel } from './kernel.js';

type MergeFunction = (
  base: number,
  models: number,
  stride: number,
  out: number,
  count: number,
  modelCount: number,
  first: number,
  dropThreshold: number,
) => void;

/** What assembly/dare-ties.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly parameters: () => number;
  readonly mergeBFloat16: MergeFunction;
  readonly mergeFloat32: MergeFunction;
}

const PAGE = 65536;
/** The kernel works on whole steps of this many elements; what lies behind the last element is computed and ignored. */
const STEP = 8;

/** An instance of the SIMD kernel for `modelCount` (1..8) models and chunks of at least `leastCapacity` elements. */
export function createWasmKernel(module: WebAssembly.Module, modelCount: number, leastCapacity: number): MergeKernel {
  if (modelCount < 1 || modelCount > MAX_MODELS) throw new RangeError(`${modelCount} models`);
  const { memory, parameters, mergeBFloat16, mergeFloat32 } = new WebAssembly.Instance(module)
    .exports as unknown as Exports;
  // Buffers begin in a page of their own, behind the kernel's constants: base, then the models, at equal strides.
  const capacity = Math.ceil(leastCapacity / STEP) * STEP;
  const stride = capacity * 4;
  const base = memory.buffer.byteLength;
  memory.grow(Math.ceil((stride * (modelCount + 1)) / PAGE));
  const chunk = (address: number) => new Uint8Array(memory.buffer, address, stride);
  let dropThreshold = 0;

  return {
    name: 'webassembly',
    capacity,
    base: chunk(base),
    models: Array.from({ length: modelCount }, (_, k) => chunk(base + (k + 1) * stride)),
    configure({ keys, weights, threshold }) {
      dropThreshold = threshold;
      const words = new Uint32Array(memory.buffer, parameters(), modelCount * 12);
      const floats = new Float32Array(memory.buffer, parameters(), modelCount * 12);
      for (let k = 0; k < modelCount; k++) {
        words.fill(keys[k]![0], k * 12, k * 12 + 4);
        words.fill(keys[k]![1], k * 12 + 4, k * 12 + 8);
        floats.fill(weights[k]!, k * 12 + 8, k * 12 + 12);
      }
    },
    merge(dtype: KernelDType, count: number, first: number) {
      if (count > capacity || first % 2 !== 0) throw new RangeError(`${count} elements from ${first} on`);
      const run = dtype === 'BF16' ? mergeBFloat16 : mergeFloat32;
      const steps = Math.ceil(count / STEP) * STEP;
      run(base, base + stride, stride, base, steps, modelCount, first, dropThreshold);
      return new Uint8Array(memory.buffer, base, count * bytesPerElement(dtype));
    },
  };
}
