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
import { declareAdapter, type LoraSettings } from '../models/lora.js';
import { declareParameters } from '../models/parameters.js';
import { pool } from '../models/pooling.js';
import { PAIR_LOSSES, type PairLossName } from './pair-losses.js';
import { type LossSettings, pairLossesOf } from './settings.js';
import { type TripletSettings, tripletLoss } from './triplet-loss.js';

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
  /** Whether there are pairs; without them there are no losses between wordings. */
  readonly paired?: boolean;
}

/** What is trained, and how it is computed. */
export interface StepOptions {
  /** Trains an adapter of these settings; the model's own weights stay as they are. */
  readonly adapter?: LoraSettings;
  /** Gradient checkpointing: keeps only the hidden states between layers; the rest is computed again for the gradient. */
  readonly checkpointLayers?: boolean;
}

/** The loss L = L_CE + sum of weight * L_pair + alpha * L_triplet as a graph over the model's parameters and one batch. */
export interface LossGraph {
  readonly graph: Graph;
  /** Trained tensors by name. */
  readonly trained: ReadonlyMap<string, Tensor>;
  readonly loss: Tensor;
  readonly ce: Tensor;
  readonly triplet: Tensor | undefined;
  /** Without their weights, where the batch has pairs. */
  readonly pairLosses: ReadonlyMap<PairLossName, Tensor>;
}

/**
 * Builds the forward pass and the loss. Inputs: `ids` int32 [rows, length]; `answerRows` int32 [answers], the flat index
 * (row * length + position) of the token before each answer token; `targets` int32 [answers]; `answerWeights` [answers];
 * with pairs `partners` int32 [answers] and `pairWeights` [answers], see `PairLoss.between`;
 * with triplets `queryIds` int32 and `queryMask`, both [3 * triplets, queryLength]: anchors, positives, negatives, and
 * `tripletShare` [], the share of the optimizer step's triplets that these are; with an adapter that has dropout
 * `dropoutKey` int64 [1].
 *
 * @throws BAD_ARGUMENT if the model does not have the layer of the triplets' features
 */
export function lossGraph(
  config: ModelConfig,
  shape: StepShape,
  losses: LossSettings = {},
  options: StepOptions = {},
): LossGraph {
  const graph = new Graph();
  const base = declareParameters(graph, config);
  const adapter = options.adapter && declareAdapter(graph, config, options.adapter);
  const weights = adapter ? new Map([...base, ...adapter]) : base;
  const passOptions = decoderOptions(graph, options);
  const ids = graph.input('ids', [shape.rows, shape.length], 'int32');
  const { hiddenStates } = decoder(config, weights, ids, passOptions('prompts'));
  const flat = reshape(hiddenStates.at(-1) as Tensor, [shape.rows * shape.length, config.hidden_size]);
  const before = gatherRows(flat, graph.input('answerRows', [shape.answers], 'int32'));
  const targets = graph.input('targets', [shape.answers], 'int32');
  const logits = languageModelHead(config, weights, before);
  const ce = crossEntropy(logits, targets, graph.input('answerWeights', [shape.answers]));
  const trained = adapter ?? base;
  const pairLosses = lossesOfPairs(graph, logits, shape.paired ? losses : {});
  const answerLoss = [...pairLosses].reduce(
    (sum, [name, value]) => add(sum, mul(value, graph.scalar(losses[name]!.weight))),
    ce,
  );
  const { triplet: settings } = losses;
  if (!settings || shape.triplets === 0)
    return { graph, trained, loss: answerLoss, ce, triplet: undefined, pairLosses };

  const n = shape.triplets;
  const queryIds = graph.input('queryIds', [3 * n, shape.queryLength], 'int32');
  const mask = graph.input('queryMask', [3 * n, shape.queryLength]);
  const queries = decoder(config, weights, queryIds, passOptions('queries'));
  const features = pool(featureLayer(queries.hiddenStates, settings), mask, settings.pooling);
  const part = (i: number) => slice(features, 0, i * n, (i + 1) * n);
  const mean = tripletLoss(part(0), part(1), part(2), settings.margin, settings.distance);
  const triplet = mul(mean, graph.input('tripletShare', []));
  const loss = add(answerLoss, mul(triplet, graph.scalar(settings.alpha)));
  return { graph, trained, loss, ce, triplet, pairLosses };
}

/** The means over pairs of the losses between them that are asked for. */
function lossesOfPairs(graph: Graph, logits: Tensor, losses: LossSettings): Map<PairLossName, Tensor> {
  const names = pairLossesOf(losses);
  if (names.length === 0) return new Map();
  const rows = logits.shape.slice(0, 1);
  const [partners, weights] = [graph.input('partners', rows, 'int32'), graph.input('pairWeights', rows)];
  return new Map(names.map((name) => [name, PAIR_LOSSES[name].between(logits, partners, weights)]));
}

/** Options of the pass with this name; passes of one step drop different elements. */
function decoderOptions(graph: Graph, { adapter, checkpointLayers = false }: StepOptions) {
  if (!adapter) return () => ({ checkpointLayers });
  const scale = adapter.alpha / adapter.rank;
  const rate = adapter.dropout;
  const dropout = rate > 0 ? { dropout: { rate, key: graph.input('dropoutKey', [1], 'int64') } } : {};
  return (pass: string) => ({ checkpointLayers, adapter: { scale, pass, ...dropout } });
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

/** Compiles loss and gradients. Outputs: `ce`, `triplet` and pair losses (if any) by name, and one gradient per trained tensor. */
export async function compileStep(
  config: ModelConfig,
  shape: StepShape,
  losses: LossSettings,
  session: SessionOptions,
  options: StepOptions = {},
): Promise<Session> {
  const { graph, trained, loss, ce, triplet, pairLosses } = lossGraph(config, shape, losses, options);
  const derivatives = gradients(loss, [...trained.values()]);
  const outputs: Record<string, Tensor> = { ce, ...(triplet && { triplet }), ...Object.fromEntries(pairLosses) };
  for (const [i, name] of [...trained.keys()].entries()) outputs[GRADIENT_PREFIX + name] = derivatives[i] as Tensor;
  return Session.compile(graph, outputs, session);
}
