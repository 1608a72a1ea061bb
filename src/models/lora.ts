import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { RandomStream } from '../core/random.js';
import type { Graph, Tensor } from '../graph/graph.js';
import { describeDecoder, type ModelConfig } from './config.js';
import { linearShapes, type Parameters } from './parameters.js';

/** `target_modules` for every linear map inside the layers. */
export const ALL_LINEAR = 'all-linear';

/** Low-rank adaptation (Hu et al. 2022): y = W x + scale * B A dropout(x). */
export const LoraSettings = z
  .strictObject({
    rank: z.int().positive().meta({ description: 'Rank of the adapter: rows of A.' }),
    alpha: z.number().positive().optional().meta({
      description: 'Scale of the adapter times its rank: the scale is alpha / rank. Default: twice the rank.',
    }),
    dropout: z.number().min(0).lt(1).default(0).meta({
      description: "Share of the adapter's inputs that a step sets to 0.",
      unit: 'share',
    }),
    targetModules: z
      .union([z.literal(ALL_LINEAR), z.array(z.string()).min(1)])
      .default(ALL_LINEAR)
      .meta({ description: 'Linear maps that are adapted, by the ends of their names (q_proj), as in PEFT.' }),
  })
  .transform(({ rank, alpha, dropout, targetModules }) => ({
    ...{ rank, alpha: alpha ?? 2 * rank },
    ...{ dropout, targetModules },
  }));
export type LoraSettings = z.output<typeof LoraSettings>;

/** An adapter in memory; `parameters` under the names of PEFT's files. */
export interface Adapter {
  readonly settings: LoraSettings;
  readonly parameters: Parameters;
}

/** The name of A or B of the linear map `module`, for example `model.layers.0.self_attn.q_proj`. */
export function loraName(module: string, matrix: 'A' | 'B'): string {
  return `base_model.model.${module}.lora_${matrix}.weight`;
}

/**
 * Name and shape of every matrix of an adapter: A [rank, in], then B [out, rank], in the order of the layers.
 *
 * @throws BAD_ARGUMENT for a target module that the model does not have
 */
export function adapterShapes(
  config: ModelConfig,
  { rank, targetModules }: LoraSettings,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const unmatched = new Set(targetModules === ALL_LINEAR ? [] : targetModules);
  for (const [module, [out, inner]] of linearModules(config)) {
    const matching =
      targetModules === ALL_LINEAR ? [] : targetModules.filter((target) => `.${module}`.endsWith(`.${target}`));
    if (targetModules !== ALL_LINEAR && matching.length === 0) continue;
    for (const target of matching) unmatched.delete(target);
    shapes.set(loraName(module, 'A'), [rank, inner]);
    shapes.set(loraName(module, 'B'), [out, rank]);
  }
  const [missing] = unmatched;
  if (missing !== undefined) {
    const known = [...linearShapes(config, describeDecoder(config)).keys()].map((name) => name.split('.').at(-1));
    const reason = `the model has no linear map "${missing}"; it has ${known.join(', ')}`;
    throw new UnisonoError('BAD_ARGUMENT', { op: 'lora.targetModules', reason });
  }
  return shapes;
}

/** The linear maps of all layers by their full names: [out, in]. */
export function linearModules(config: ModelConfig): Map<string, readonly [number, number]> {
  const shapes = [...linearShapes(config, describeDecoder(config))];
  return new Map(
    Array.from({ length: config.num_hidden_layers }, (_, layer) => layer).flatMap((layer) =>
      shapes.map(([name, shape]) => [`model.layers.${layer}.${name}`, shape] as const),
    ),
  );
}

/** A new adapter, initialized as in PEFT: A uniform within 1 / sqrt(in), B zero, so that it changes nothing yet. */
export function newAdapter(config: ModelConfig, settings: LoraSettings, seed: number): Adapter {
  const parameters: Parameters = new Map();
  for (const [name, [rows, columns]] of adapterShapes(config, settings) as Map<string, readonly [number, number]>) {
    const values = new Float32Array(rows * columns);
    if (name.includes('.lora_A.')) {
      const random = new RandomStream(seed, name);
      const bound = 1 / Math.sqrt(columns);
      for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
    }
    parameters.set(name, values);
  }
  return { settings, parameters };
}

/** Adds scale * B A to the adapted weights in place, summed in float64. */
export function mergeAdapter(config: ModelConfig, parameters: Parameters, adapter: Adapter): void {
  for (const module of linearModules(config).keys()) {
    const name = `${module}.weight`;
    mergeIntoWeight(config, adapter, name, parameters.get(name) as Float32Array);
  }
}

/** {@link mergeAdapter} of the one parameter `name`, in place; other parameters are unchanged. */
export function mergeIntoWeight(config: ModelConfig, adapter: Adapter, name: string, weight: Float32Array): void {
  const module = name.replace(/\.weight$/, '');
  const [a, b] = [adapter.parameters.get(loraName(module, 'A')), adapter.parameters.get(loraName(module, 'B'))];
  const shape = linearModules(config).get(module);
  if (!a || !b || !shape) return;
  const [out, inner] = shape;
  const { rank, alpha } = adapter.settings;
  const scale = alpha / rank;
  const row = new Float64Array(inner);
  for (let i = 0; i < out; i++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b[i * rank + r] as number);
      for (let j = 0; j < inner; j++) row[j] = (row[j] as number) + factor * (a[r * inner + j] as number);
    }
    for (let j = 0; j < inner; j++) weight[i * inner + j] = (weight[i * inner + j] as number) + (row[j] as number);
  }
}

/** Declares the matrices of an adapter as graph inputs of their own names. */
export function declareAdapter(graph: Graph, config: ModelConfig, settings: LoraSettings): Map<string, Tensor> {
  return new Map([...adapterShapes(config, settings)].map(([name, shape]) => [name, graph.input(name, shape)]));
}
