import { bytesPerElement, decode, encode } from '../../tensors/dtype.js';
import { isKept } from '../dare.js';
import { dareTies } from '../reference.js';
import type { KernelSettings, MergeKernel } from './kernel.js';

/** The reference as a kernel: the same bits, some tens of times slower. */
export function createJavascriptKernel(modelCount: number, capacity: number): MergeKernel {
  const base = new Uint8Array(capacity * 4);
  const models = Array.from({ length: modelCount }, () => new Uint8Array(capacity * 4));
  let settings: KernelSettings = { keys: [], weights: [], threshold: 0 };
  return {
    name: 'javascript',
    capacity,
    base,
    models,
    configure(next) {
      settings = next;
    },
    merge(dtype, count, first) {
      const { keys, weights, threshold } = settings;
      const values = (chunk: Uint8Array) => decode(chunk.subarray(0, count * bytesPerElement(dtype)), dtype);
      const kept = (k: number, i: number) => isKept(keys[k]!, first + i, threshold);
      return encode(dareTies(values(base), models.map(values), { weights, kept }), dtype);
    },
  };
}
