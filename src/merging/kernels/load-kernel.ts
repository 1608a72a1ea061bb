import { readFileSync } from 'node:fs';
import { createJavascriptKernel } from './javascript-kernel.js';
import type { MergeKernel } from './kernel.js';
import { createWasmKernel } from './wasm-kernel.js';

/** Makes a kernel for a number of models and elements per chunk, which should be even. */
export type KernelFactory = (modelCount: number, capacity: number) => MergeKernel;

const BUILT = new URL('./dare-ties.wasm', import.meta.url);

/**
 * The fastest kernel there is: the WebAssembly one that the build puts beside this file, or, when run from sources or
 * on a machine without WebAssembly SIMD, the JavaScript one. Both give the same bits.
 */
export function loadKernel(): KernelFactory {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFileSync(BUILT);
  } catch {
    return createJavascriptKernel;
  }
  return wasmKernelFactory(bytes) ?? createJavascriptKernel;
}

/** A factory over the kernel's WebAssembly bytes; undefined where the engine does not know their instructions. */
export function wasmKernelFactory(bytes: Uint8Array<ArrayBuffer>): KernelFactory | undefined {
  if (!WebAssembly.validate(bytes)) return undefined;
  const module = new WebAssembly.Module(bytes);
  return (modelCount, capacity) => createWasmKernel(module, modelCount, capacity);
}
