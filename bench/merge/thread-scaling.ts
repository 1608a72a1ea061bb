import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

const TRIES = 9;
/** Elements of a base and a model that stay in the first-level cache. */
const ELEMENTS = 4096;
const ROUNDS = 100_000;

const WORK = `
const { parentPort, workerData } = require('node:worker_threads');
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(workerData));
const base = exports.memory.buffer.byteLength;
exports.memory.grow(1);
parentPort.on('message', () => {
  for (let n = 0; n < ${ROUNDS}; n++)
    exports.maskRandomBFloat16(base, base + ${2 * ELEMENTS}, ${ELEMENTS}, 0, n * ${ELEMENTS}, 1, 2, 32768);
  parentPort.postMessage(undefined);
});`;

/**
 * How much more two threads of this machine do than one where nothing waits for memory or files: the mask of dare_ties over
 * elements in the first-level cache. 2 where each thread has a core of its own, less where they share one's units or its
 * clock. The median of several tries by turns.
 *
 * @param kernels bytes of the merge kernels
 */
export async function threadScaling(kernels: Uint8Array): Promise<number> {
  const start = () => new Worker(WORK, { eval: true, workerData: kernels });
  const workers = [start(), start()];
  const milliseconds = async (of: readonly Worker[]) => {
    const begin = performance.now();
    await Promise.all(
      of.map((worker) => {
        const done = new Promise((resolve) => worker.once('message', resolve));
        worker.postMessage(undefined);
        return done;
      }),
    );
    return performance.now() - begin;
  };
  await milliseconds(workers);
  const ratios: number[] = [];
  for (let n = 0; n < TRIES; n++) {
    const one = await milliseconds(workers.slice(0, 1));
    ratios.push((2 * one) / (await milliseconds(workers)));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return ratios.sort((a, b) => a - b)[TRIES >> 1]!;
}
