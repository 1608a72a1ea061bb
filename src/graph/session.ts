import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Device } from './device.js';
import type { Graph, Tensor, TypedData } from './graph.js';
import { toOnnx } from './onnx.js';
import { loadOnnxRuntime, type OnnxRuntime } from './onnxruntime.js';
import { requireDevice } from './require-device.js';

/** How a session computes. */
export interface SessionOptions {
  /** Threads inside one operation; 1 keeps results independent of the machine's core count. */
  readonly threads?: number;
  /** Default: cpu. */
  readonly device?: Device;
}

/** A compiled graph. Feeds are zero-copy views of the given arrays; outputs are fresh arrays. */
export class Session {
  private released = false;

  private constructor(
    private readonly ort: OnnxRuntime,
    private readonly inner: InferenceSession,
    private readonly graph: Pick<Graph, 'inputs' | 'openAxes'>,
    private readonly outputs: readonly string[],
  ) {}

  /**
   * Compiles `graph`.
   *
   * @param outputs tensors to return, by names of the caller's choice
   * @throws DEVICE_UNAVAILABLE; PACKAGE_MISSING, PLATFORM_UNSUPPORTED without ONNX Runtime
   */
  static async compile(
    graph: Graph,
    outputs: Readonly<Record<string, Tensor>>,
    options: SessionOptions = {},
  ): Promise<Session> {
    const { device = 'cpu' } = options;
    await requireDevice(device);
    const ort = await loadOnnxRuntime();
    const { model, externalData } = toOnnx(graph, outputs);
    const inner = await ort.InferenceSession.create(model, {
      externalData,
      // Operations without a kernel on the device run on the processor, within the same graph.
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      enableMemPattern: false,
      graphOptimizationLevel: 'all',
      // Errors are thrown, so ONNX Runtime need not print them to stderr too.
      logSeverityLevel: 4,
    });
    return new Session(ort, inner, { inputs: graph.inputs, openAxes: graph.openAxes }, Object.keys(outputs));
  }

  /**
   * Runs once. `feeds` needs every graph input by name, row-major, of the declared size.
   *
   * @param sizes of the open axes by name
   */
  async run(
    feeds: Readonly<Record<string, TypedData>>,
    sizes: Readonly<Record<string, number>> = {},
  ): Promise<Record<string, Float32Array>> {
    const tensors: Record<string, OrtTensor> = {};
    for (const input of this.graph.inputs) {
      const axes = this.graph.openAxes.get(input) ?? [];
      const shape = input.shape.map((n, axis) => (axes[axis] ? (sizes[axes[axis]] as number) : n));
      tensors[input.name] = new this.ort.Tensor(input.type, feeds[input.name] as Float32Array, shape);
    }
    const results = await this.inner.run(tensors);
    return Object.fromEntries(this.outputs.map((name) => [name, (results[name] as OrtTensor).data as Float32Array]));
  }

  /** Frees the native memory; the session cannot be run afterwards. A second call does nothing. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await this.inner.release();
  }
}
