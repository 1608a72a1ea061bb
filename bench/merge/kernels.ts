// Throughput of the merge kernels in GB/s of input, against memcpy. Run: npx vite-node bench/merge/kernels.ts
import { performance } from 'node:perf_hooks';
import { dropThreshold, maskKey, rescaledWeight } from '../../src/merging/dare.js';
import { createJavascriptKernel } from '../../src/merging/kernels/javascript-kernel.js';
import type { KernelDType } from '../../src/merging/kernels/kernel.js';
import { type KernelFactory, wasmKernelFactory } from '../../src/merging/kernels/load-kernel.js';
import { bytesPerElement, encode } from '../../src/tensors/dtype.js';
import { compileKernel } from '../../tools/compile-kernel.js';

const ELEMENTS = 131_072;

/** Median GB/s of `run`, which handles `bytes`, over about a second. */
function throughput(bytes: number, run: () => void): number {
  run();
  const times: number[] = [];
  for (const until = performance.now() + 1000; performance.now() < until; ) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return bytes / 1e6 / times[times.length >> 1]!;
}

function kernelThroughput(create: KernelFactory, dtype: KernelDType, models: number): number {
  const kernel = create(models, ELEMENTS);
  for (const [k, chunk] of [kernel.base, ...kernel.models].entries()) {
    chunk.set(
      encode(
        Float32Array.from({ length: ELEMENTS }, (_, i) => Math.sin(i * (k + 1))),
        dtype,
      ),
    );
  }
  kernel.configure({
    keys: kernel.models.map((_, k) => maskKey(1, `model ${k}`, 'tensor')),
    weights: kernel.models.map(() => rescaledWeight(0.6, 0.5)),
    threshold: dropThreshold(0.5),
  });
  const bytes = (models + 1) * ELEMENTS * bytesPerElement(dtype);
  return throughput(bytes, () => kernel.merge(dtype, ELEMENTS, 0));
}

const wasm = wasmKernelFactory(await compileKernel())!;
const source = new Uint8Array(64 << 20).fill(1);
const target = new Uint8Array(64 << 20);
console.log(`memcpy: ${throughput(source.length, () => target.set(source)).toFixed(1)} GB/s`);
for (const dtype of ['BF16', 'F32'] as const) {
  for (const models of [1, 3, 8]) {
    console.log(`WebAssembly, ${dtype}, ${models} models: ${kernelThroughput(wasm, dtype, models).toFixed(2)} GB/s`);
  }
}
console.log(`JavaScript, BF16, 3 models: ${kernelThroughput(createJavascriptKernel, 'BF16', 3).toFixed(3)} GB/s`);
