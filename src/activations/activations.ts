import { Graph, type Tensor } from '../graph/graph.js';
import { Session, type SessionOptions } from '../graph/session.js';
import type { ModelConfig } from '../models/config.js';
import { decoder } from '../models/decoder.js';
import { declareParameters, type Parameters } from '../models/parameters.js';
import { type Pooling, pool } from '../models/pooling.js';

const BATCH = 16;
const LENGTH_STEP = 16;

/**
 * Pooled hidden states of every layer for every query, equal to transformers' `hidden_states` pooled the same way.
 *
 * @param queries token ids; each non-empty
 * @param onQueries called after each batch with the number of queries done
 * @returns float32, row-major [layers + 1, queries, hidden]: the embedding output first, the last layer normalized
 */
export async function pooledActivations(
  config: ModelConfig,
  parameters: Parameters,
  queries: readonly (readonly number[])[],
  pooling: Pooling,
  options: SessionOptions = {},
  onQueries: (count: number) => void = () => {},
): Promise<Float32Array> {
  const layers = config.num_hidden_layers + 1;
  const size = config.hidden_size;
  const result = new Float32Array(layers * queries.length * size);
  const weights = Object.fromEntries(parameters);
  const byLength = queries.map((_, i) => i).sort((a, b) => length(queries, a) - length(queries, b) || a - b);
  let compiled: { key: string; session: Session } | undefined;
  try {
    for (let start = 0; start < byLength.length; start += BATCH) {
      const rows = byLength.slice(start, start + BATCH);
      const padded = Math.ceil(length(queries, rows.at(-1) as number) / LENGTH_STEP) * LENGTH_STEP;
      const key = `${rows.length} ${padded}`;
      if (compiled?.key !== key) {
        await compiled?.session.release();
        compiled = { key, session: await compileActivations(config, rows.length, padded, pooling, options) };
      }
      const ids = new Int32Array(rows.length * padded);
      const mask = new Float32Array(rows.length * padded);
      for (const [row, index] of rows.entries()) {
        ids.set(queries[index] as readonly number[], row * padded);
        mask.fill(1, row * padded, row * padded + length(queries, index));
      }
      const outputs = await compiled.session.run({ ...weights, ids, mask });
      for (let layer = 0; layer < layers; layer++) {
        const pooled = outputs[`layer${layer}`] as Float32Array;
        for (const [row, index] of rows.entries()) {
          result.set(pooled.subarray(row * size, (row + 1) * size), (layer * queries.length + index) * size);
        }
      }
      onQueries(rows.length);
    }
  } finally {
    await compiled?.session.release();
  }
  return result;
}

function compileActivations(
  config: ModelConfig,
  batch: number,
  padded: number,
  pooling: Pooling,
  options: SessionOptions,
): Promise<Session> {
  const graph = new Graph();
  const weights = declareParameters(graph, config);
  const { hiddenStates } = decoder(config, weights, graph.input('ids', [batch, padded], 'int32'));
  const mask = graph.input('mask', [batch, padded]);
  const outputs = hiddenStates.map((hidden, layer): [string, Tensor] => [`layer${layer}`, pool(hidden, mask, pooling)]);
  return Session.compile(graph, Object.fromEntries(outputs), options);
}

function length(queries: readonly (readonly number[])[], index: number): number {
  return (queries[index] as readonly number[]).length;
}
