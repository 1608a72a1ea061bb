import { z } from 'zod';
import type { Graph } from '../graph/graph.js';
import type { GraphWeight, GraphWeights } from './blocks.js';
import { describeDecoder, type ModelConfig } from './config.js';
import { linearShapes, type Parameters, parameterShapes } from './parameters.js';
import { type QuantizedValues, quantize, quantizedConstant } from './quantize.js';

/** Precision of the weights of linear maps: float32, or quantized to whole numbers of 8 or 4 bits. */
export const Precision = z.enum(['float32', 'int8', 'int4']);
export type Precision = z.infer<typeof Precision>;

const BITS = { int8: 8, int4: 4 } as const;

/** Quantized weights so far, by tensor name. */
export type QuantizedModel = Map<string, QuantizedValues>;

const EMBEDDINGS = 'model.embed_tokens.weight';
const HEAD = 'lm_head.weight';

/**
 * Declares every weight as a constant. Compiled in, linear maps are laid out for speed, which takes their memory once
 * more. A head that shares the embeddings is quantized as a matrix of its own; embeddings themselves never are.
 *
 * @param quantized cache of quantized weights, shared by the graphs of one model and precision
 */
export function declareConstants(
  graph: Graph,
  config: ModelConfig,
  parameters: Parameters,
  precision: Precision,
  quantized: QuantizedModel,
): GraphWeights {
  const linears = new Set([...linearShapes(config, describeDecoder(config)).keys()].map((name) => `${name}.weight`));
  const isLinear = (name: string) => name === HEAD || linears.has(name.replace(/^model\.layers\.\d+\./, ''));
  const shapes = parameterShapes(config);
  const embeddings = shapes.get(EMBEDDINGS) as readonly number[];
  if (precision !== 'float32') shapes.set(HEAD, embeddings);

  const weights = new Map<string, GraphWeight>();
  for (const [name, shape] of shapes) {
    const values = parameters.get(name) ?? (parameters.get(EMBEDDINGS) as Float32Array);
    if (precision === 'float32' || !isLinear(name)) {
      weights.set(name, graph.constant(values, shape));
      continue;
    }
    const [out, inner] = shape as [number, number];
    const blocks = quantized.get(name) ?? quantize(values, inner, BITS[precision]);
    quantized.set(name, blocks);
    weights.set(name, quantizedConstant(graph, blocks, [out, inner], BITS[precision]));
  }
  return weights;
}
