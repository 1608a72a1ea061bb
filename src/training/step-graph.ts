import { UnisonoError } from '../core/errors.js';
import { gradients } from '../graph/autodiff.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { crossEntropy } from '../graph/ops/cross-entropy.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { mul } from '../graph/ops/mul.js';
import { reshape } from '../graph/ops/reshape.js';
import { slice } from '../graph/ops/slice.js';
import { Session, type SessionOptions } from '../graph/session.js';
import type { ModelConfig } from '../models/config.js';
import { decoder, languageModelHead } from '../models/decoder.js';
import { declareParameters } from '../models/parameters.js';
import { type Pooling, pool } from '../models/pooling.js';
import { type FeatureDistance, tripletLoss } from './triplet-loss.js';

/** The static sizes of one compiled training step. */
export interface StepShape {
  /** Prompts in the batch, and tokens each is padded to. */
  readonly rows: number;
  readonly length: number;
  /** Answer tokens of the whole batch, padded. */
  readonly answers: number;
  /** Triplets in the batch (0: no triplet loss), and tokens each query is padded to. */
  readonly triplets: number;
  readonly queryLength: number;
}

/** The triplet part of the loss, METHOD.md section 3. */
export interface TripletSettings {
  readonly alpha: number;
  readonly margin: number;
  readonly distance: FeatureDistance;
  readonly pooling: Pooling;
  /** Whose hidden state is the feature: 0 the embeddings, L the last layer; -1 counts from the end. */
  readonly layer: number;
}

/** The loss L = L_CE + alpha L_triplet as a graph over the model's parameters and one batch. */
export interface LossGraph {
  readonly graph: Graph;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly loss: Tensor;
  readonly ce: Tensor;
  readonly triplet: Tensor | undefined;
}

/**
 * Builds the forward pass and the loss. Inputs: `ids` int32 [rows, length]; `answerRows` int32 [answers], the flat index
 * (row * length + position) of the token before each answer token; `targets` int32 [answers]; `answerWeights` [answers];
 * with triplets `queryIds` int32 and `queryMask`, both [3 * triplets, queryLength]: anchors, positives, negatives.
 *
 * @throws BAD_ARGUMENT if the model has no such layer as the triplets' features are taken from
 */
export function lossGraph(config: ModelConfig, shape: StepShape, settings?: TripletSettings): LossGraph {
  const graph = new Graph();
  const weights = declareParameters(graph, config);
  const ids = graph.input('ids', [shape.rows, shape.length], 'int32');
  const last = decoder(config, weights, ids).hiddenStates[config.num_hidden_layers] as Tensor;
  const flat = reshape(last, [shape.rows * shape.length, config.hidden_size]);
  const before = gatherRows(flat, graph.input('answerRows', [shape.answers], 'int32'));
  const targets = graph.input('targets', [shape.answers], 'int32');
  const ce = crossEntropy(
    languageModelHead(config, weights, before),
    targets,
    graph.input('answerWeights', [shape.answers]),
  );
  if (!settings || shape.triplets === 0) return { graph, weights, loss: ce, ce, triplet: undefined };

  const n = shape.triplets;
  const queryIds = graph.input('queryIds', [3 * n, shape.queryLength], 'int32');
  const mask = graph.input('queryMask', [3 * n, shape.queryLength]);
  const features = pool(
    featureLayer(decoder(config, weights, queryIds).hiddenStates, settings),
    mask,
    settings.pooling,
  );
  const part = (i: number) => slice(features, 0, i * n, (i + 1) * n);
  const triplet = tripletLoss(part(0), part(1), part(2), settings.margin, settings.distance);
  return { graph, weights, loss: add(ce, mul(triplet, graph.scalar(settings.alpha))), ce, triplet };
}

function featureLayer(hiddenStates: readonly Tensor[], { layer }: TripletSettings): Tensor {
  const found = hiddenStates.at(layer);
  if (found) return found;
  const count = hiddenStates.length;
  const reason = `the model has no layer ${layer}; give one from ${-count} to ${count - 1}`;
  throw new UnisonoError('BAD_ARGUMENT', { op: 'training.triplet.layer', reason });
}

/** Prefix of the outputs that hold gradients: `grad:` + tensor name. */
export const GRADIENT_PREFIX = 'grad:';

/** Compiles loss and gradients. Outputs: `ce`, `triplet` (if any) and one gradient per parameter. */
export async function compileStep(
  config: ModelConfig,
  shape: StepShape,
  settings: TripletSettings | undefined,
  options: SessionOptions,
): Promise<Session> {
  const { graph, weights, loss, ce, triplet } = lossGraph(config, shape, settings);
  const names = [...weights.keys()];
  const derivatives = gradients(loss, [...weights.values()]);
  const outputs: Record<string, Tensor> = { ce, ...(triplet && { triplet }) };
  for (const [i, name] of names.entries()) outputs[GRADIENT_PREFIX + name] = derivatives[i] as Tensor;
  return Session.compile(graph, outputs, options);
}
