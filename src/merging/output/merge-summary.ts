import { elementCount } from '../../tensors/safetensors-header.js';
import { METHODS } from '../methods/registry.js';
import type { MergePlan, PlannedTensor } from '../planning/merge-plan.js';
import { layerOf } from '../sources/tensor-place.js';
import { PART_BYTES, RING_BYTES } from '../streaming/kernel-pipeline.js';
import { inputBytes, type Shard } from './shards.js';

/** The weights of the models in one layer, or outside of the layers: one value each, or the least and the largest. */
export interface LayerWeightRow {
  readonly place: string;
  readonly weights: Readonly<Record<string, readonly [least: number, largest: number]>>;
}

/** Content of `--dry-run`. Some bytes and seconds are estimates, as noted. */
export interface MergeSummary {
  readonly method: string;
  readonly models: readonly string[];
  readonly tensors: number;
  readonly parameters: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly shards: readonly { readonly file: string; readonly bytes: number }[];
  /** Estimated peak of resident memory, in bytes. */
  readonly peakMemory: number;
  /** Estimated, if the inputs are in the file cache. */
  readonly seconds: number;
  readonly layerWeights: readonly LayerWeightRow[];
  readonly warnings: readonly string[];
}

/** Bytes of Node.js with unisono and the kernels loaded, and of each further thread without its window. */
const PROCESS_BYTES = 72 << 20;
const THREAD_BYTES = 8 << 20;
/** Kernel memory per thread: inputs, results to be written, tables and kept masks. */
const KERNEL_BYTES = PART_BYTES + RING_BYTES + (22 << 20);
/** Bytes of inputs per second of one thread, as measured (docs/merging.md): the more passes over a tensor, the fewer. */
const KERNEL_SPEEDS: readonly (readonly [RegExp, number])[] = [
  [/^(linear|task_arithmetic|passthrough)$/, 2.1e9],
  [/dare_/, 1.3e9],
  [/^della/, 0.55e9],
  [/./, 0.95e9],
];
const DEFINITION_SPEED = 6e7;
/** The start of the process, in seconds. */
const START = 0.35;
/** The share of the work that further threads take over; the rest waits for memory and disk. */
const SHARED = 0.5;

function estimatedSeconds({ method }: MergePlan, bytesIn: number, threads: number): number {
  const speed = METHODS.get(method)!.kernels ? KERNEL_SPEEDS.find(([name]) => name.test(method))![1] : DEFINITION_SPEED;
  return START + (bytesIn / speed) * (1 - SHARED + SHARED / threads);
}

export function summarize(plan: MergePlan, shards: readonly Shard[], threads: number): MergeSummary {
  const sum = (of: (tensor: PlannedTensor) => number) => plan.tensors.reduce((total, tensor) => total + of(tensor), 0);
  const bytesIn = sum(inputBytes);
  return {
    method: plan.method,
    models: plan.models.map(({ label }) => label),
    tensors: plan.tensors.length,
    parameters: sum(({ shape }) => elementCount(shape)),
    bytesIn,
    bytesOut: shards.reduce((total, { bytes }) => total + bytes, 0),
    shards: shards.map(({ file, bytes }) => ({ file, bytes })),
    peakMemory: PROCESS_BYTES + threads * KERNEL_BYTES + (threads > 1 ? threads * THREAD_BYTES : 0),
    seconds: estimatedSeconds(plan, bytesIn, threads),
    layerWeights: layerWeightRows(plan),
    warnings: plan.warnings,
  };
}

function layerWeightRows(plan: MergePlan): LayerWeightRow[] {
  const rows = new Map<string, { order: number; weights: Record<string, [number, number]> }>();
  for (const { name, sources, perModel } of plan.tensors) {
    const place = layerOf(name);
    const key = typeof place === 'number' ? `layer ${place}` : place;
    const order = place === 'embedding' ? -1 : place === 'final' ? Number.POSITIVE_INFINITY : place;
    const row = rows.get(key) ?? { order, weights: {} };
    rows.set(key, row);
    for (const [s, { weight }] of perModel.entries()) {
      if (typeof weight !== 'number') continue;
      const model = plan.models[sources[s]!.model]!.name;
      const [least, most] = row.weights[model] ?? [weight, weight];
      row.weights[model] = [Math.min(least, weight), Math.max(most, weight)];
    }
  }
  return [...rows]
    .sort(([, a], [, b]) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .flatMap(([place, { weights }]) => (Object.keys(weights).length > 0 ? [{ place, weights }] : []));
}
