import { Graph, type Tensor } from '../graph/graph.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { reshape } from '../graph/ops/reshape.js';
import { Session, type SessionOptions } from '../graph/session.js';
import type { GraphWeights } from '../models/blocks.js';
import { headSize, type ModelConfig } from '../models/config.js';
import { decoder, languageModelHead } from '../models/decoder.js';

/** Adds a model's weights to a graph, as inputs or as constants. */
export type DeclareWeights = (graph: Graph) => GraphWeights;

/** Output name of the keys (`k`) or values (`v`) of a layer. */
export const cacheName = (kind: 'k' | 'v', layer: number) => `${kind}${layer}`;

/**
 * Compiles the pass over whole prompts. Inputs: `ids` int32 [batch, length], padded on the right; `lastRows` int32
 * [batch], the flat index of each prompt's last token. Outputs: `logits` [batch, vocabulary] after that token, and keys
 * and values per layer [batch, kvHeads, length, headSize].
 */
export function compilePrefill(
  config: ModelConfig,
  declare: DeclareWeights,
  batch: number,
  length: number,
  options: SessionOptions,
): Promise<Session> {
  const graph = new Graph();
  const weights = declare(graph);
  const { hiddenStates, cache } = decoder(config, weights, graph.input('ids', [batch, length], 'int32'));
  const flat = reshape(hiddenStates[config.num_hidden_layers] as Tensor, [batch * length, config.hidden_size]);
  const last = gatherRows(flat, graph.input('lastRows', [batch], 'int32'));
  return Session.compile(graph, { logits: languageModelHead(config, weights, last), ...cacheOutputs(cache) }, options);
}

/**
 * Compiles the pass over tokens after a cache: one token per sequence in a decoding step, more where a prompt shares its
 * beginning with another one. Inputs: `ids` int32 and `positions` int64, both [batch, length], padded on the right; `lastRows`
 * as in `compilePrefill`; `mask` [batch, 1, 1, capacity]; and the cache per layer [batch, kvHeads, capacity, headSize].
 * Outputs: `logits`, and the new rows of the cache [batch, kvHeads, length, headSize], which the caller writes into its
 * buffers.
 */
export function compileExtend(
  config: ModelConfig,
  declare: DeclareWeights,
  batch: number,
  length: number,
  capacity: number,
  options: SessionOptions,
): Promise<Session> {
  const graph = new Graph();
  const weights = declare(graph);
  const cacheShape = [batch, config.num_key_value_heads, capacity, headSize(config)];
  const past = {
    cache: Array.from({ length: config.num_hidden_layers }, (_, layer) => ({
      keys: graph.input(`past_${cacheName('k', layer)}`, cacheShape),
      values: graph.input(`past_${cacheName('v', layer)}`, cacheShape),
    })),
    mask: graph.input('mask', [batch, 1, 1, capacity]),
    positions: graph.input('positions', [batch, length], 'int64'),
  };
  const ids = graph.input('ids', [batch, length], 'int32');
  const { hiddenStates, cache } = decoder(config, weights, ids, { past });
  const flat = reshape(hiddenStates.at(-1) as Tensor, [batch * length, config.hidden_size]);
  const last = gatherRows(flat, graph.input('lastRows', [batch], 'int32'));
  return Session.compile(graph, { logits: languageModelHead(config, weights, last), ...cacheOutputs(cache) }, options);
}

function cacheOutputs(cache: readonly { keys: Tensor; values: Tensor }[]): Record<string, Tensor> {
  return Object.fromEntries(
    cache.flatMap(({ keys, values }, layer) => [
      [cacheName('k', layer), keys],
      [cacheName('v', layer), values],
    ]),
  );
}
