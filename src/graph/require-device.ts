import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import type { Device } from './device.js';
import { Graph } from './graph.js';
import { toOnnx } from './onnx.js';
import { loadOnnxRuntime } from './onnxruntime.js';
import { add } from './ops/add.js';

const REMEDY: Readonly<Record<Exclude<Device, 'cpu'>, string>> = {
  webgpu:
    'It needs a GPU with a Vulkan, Metal or Direct3D 12 driver (Mesa of 2024 or newer for lavapipe). Use --device cpu.',
  cuda: "It needs Linux on x64, an NVIDIA GPU, CUDA 12 with cuDNN 9, and onnxruntime-node's CUDA files (npm rebuild onnxruntime-node with install scripts allowed). Use --device cpu.",
};

const checked = new Map<Device, Promise<void>>();

/**
 * Runs one small graph on `device`, once per process. There is no fallback to another device.
 *
 * @throws DEVICE_UNAVAILABLE naming the missing part; PACKAGE_MISSING, PLATFORM_UNSUPPORTED without ONNX Runtime
 */
export function requireDevice(device: Device): Promise<void> {
  const known = checked.get(device) ?? probe(device);
  checked.set(device, known);
  return known;
}

async function probe(device: Device): Promise<void> {
  const ort = await loadOnnxRuntime();
  if (device === 'cpu') return;
  const unavailable = (reason: string, cause?: unknown) =>
    new UnisonoError('DEVICE_UNAVAILABLE', { device, reason, remedy: REMEDY[device] }, { cause });
  const bundled = ort.listSupportedBackends().some(({ name, bundled: there }) => name === device && there);
  if (!bundled && device !== 'cuda') throw unavailable('onnxruntime-node was built without it for this platform');
  // For a missing library ONNX Runtime prints to stderr before it throws.
  if (device === 'cuda' && !hasCudaLibrary())
    throw unavailable('onnxruntime-node is installed without its CUDA library');
  const graph = new Graph();
  const sum = add(graph.input('x', [2]), graph.scalar(1));
  try {
    const session = await ort.InferenceSession.create(toOnnx(graph, { sum }).model, {
      executionProviders: [device],
      logSeverityLevel: 4,
    });
    const { sum: result } = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 2), [2]) });
    await session.release();
    if ((result?.data as Float32Array | undefined)?.[1] !== 3) throw new Error('it computes 2 + 1 wrongly');
  } catch (error) {
    const [reason = ''] = String((error as Error).message).split('\n');
    throw unavailable(reason, error);
  }
}

/** Whether the CUDA library is next to the others, in onnxruntime-node/bin/<N-API version>/<platform>/<architecture>. */
function hasCudaLibrary(): boolean {
  const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..', 'bin');
  if (!existsSync(bin)) return false;
  const folders = readdirSync(bin).map((version) => join(bin, version, process.platform, process.arch));
  const names = ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}
