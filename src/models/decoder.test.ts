import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor, type TypedData } from '../graph/graph.js';
import { reshape } from '../graph/ops/reshape.js';
import { Session } from '../graph/session.js';
import { headSize, ModelConfig } from './config.js';
import { decoder, languageModelHead } from './decoder.js';
import { sineWeights } from './fixtures/sine-weights.contract.js';
import { declareParameters, parameterShapes } from './parameters.js';

interface Golden {
  readonly name: string;
  readonly config: ModelConfig;
  readonly shapes: Record<string, number[]>;
  readonly hiddenStates: readonly number[][];
  readonly logits: number[];
}

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/llama.json', import.meta.url), 'utf8'));
const MODELS: readonly Golden[] = FIXTURE.models;
const LENGTHS: readonly number[] = FIXTURE.lengths;
const IDS: readonly number[] = FIXTURE.ids;
const BATCH = LENGTHS.length;
const LENGTH = IDS.length / BATCH;
const TOLERANCE = 1e-5;

/** The vectors of all real tokens, or of the `positions` given per sequence, out of [BATCH, length, width]. */
function rows(
  values: ArrayLike<number>,
  length = LENGTH,
  positions = LENGTHS.map((n) => [...Array(n).keys()]),
): number[] {
  const width = values.length / (BATCH * length);
  return positions.flatMap((some, i) =>
    some.flatMap((p) => Array.from({ length: width }, (_, k) => values[(i * length + p) * width + k] as number)),
  );
}

/** Compiles the model over `length` tokens and runs it. */
async function forward(config: ModelConfig, ids: Int32Array, length: number) {
  const graph = new Graph();
  const weights = declareParameters(graph, config);
  const { hiddenStates, cache } = decoder(config, weights, graph.input('ids', [BATCH, length], 'int32'));
  const last = reshape(hiddenStates.at(-1) as Tensor, [BATCH * length, config.hidden_size]);
  const outputs: Record<string, Tensor> = { logits: languageModelHead(config, weights, last) };
  for (const [i, state] of hiddenStates.entries()) outputs[`state${i}`] = state;
  for (const [i, { keys, values }] of cache.entries())
    Object.assign(outputs, { [`keys${i}`]: keys, [`values${i}`]: values });
  const session = await Session.compile(graph, outputs);
  const results = await session.run({ ...Object.fromEntries(sineWeights(config)), ids });
  await session.release();
  return results;
}

describe.each(MODELS)('llama ($name)', (golden) => {
  const config = ModelConfig.parse(golden.config);

  it("names and shapes its weights as transformers' model does, in the same order", () => {
    expect([...parameterShapes(config)]).toEqual(Object.entries(golden.shapes));
  });

  it("gives transformers' hidden states and logits at every real token", async () => {
    const results = await forward(config, Int32Array.from(IDS), LENGTH);
    for (const [i, expected] of golden.hiddenStates.entries()) {
      const error = relativeL2(rows(results[`state${i}`] as Float32Array), rows(expected));
      expect(error, `hidden state ${i}`).toBeLessThanOrEqual(TOLERANCE);
    }
    expect(relativeL2(rows(results.logits as Float32Array), rows(golden.logits))).toBeLessThanOrEqual(TOLERANCE);
  });

  it('is causal: padding does not reach a real token', async () => {
    const padded = Int32Array.from(IDS, (id, i) =>
      i % LENGTH < (LENGTHS[Math.floor(i / LENGTH)] as number) ? id : 17,
    );
    const [zero, other] = [await forward(config, Int32Array.from(IDS), LENGTH), await forward(config, padded, LENGTH)];
    expect(rows(other.logits as Float32Array)).toEqual(rows(zero.logits as Float32Array));
    expect(other.logits).not.toEqual(zero.logits);
  });

  it('decodes with a cache as it reads at once, each sequence at its own length', async () => {
    const steps = 3;
    const prompts = LENGTHS.map((n) => n - steps);
    const promptLength = Math.max(...prompts);
    const size = headSize(config);
    const kvHeads = config.num_key_value_heads;
    const capacity = LENGTH;
    const idAt = (row: number, position: number) => IDS[row * LENGTH + position] as number;

    const prefix = Int32Array.from({ length: BATCH * promptLength }, (_, i) =>
      idAt(Math.floor(i / promptLength), i % promptLength),
    );
    const prefilled = await forward(config, prefix, promptLength);

    const graph = new Graph();
    const weights = declareParameters(graph, config);
    const cacheShape = [BATCH, kvHeads, capacity, size];
    const feeds: Record<string, TypedData> = Object.fromEntries(sineWeights(config));
    const cache = Array.from({ length: config.num_hidden_layers }, (_, i) => {
      for (const part of ['keys', 'values']) {
        feeds[`past-${part}${i}`] = grow(
          prefilled[`${part}${i}`] as Float32Array,
          BATCH * kvHeads,
          promptLength,
          capacity,
          size,
        );
      }
      return { keys: graph.input(`past-keys${i}`, cacheShape), values: graph.input(`past-values${i}`, cacheShape) };
    });
    const past = {
      cache,
      mask: graph.input('mask', [BATCH, 1, 1, capacity]),
      positions: graph.input('positions', [BATCH, 1], 'int64'),
    };
    const decoded = decoder(config, weights, graph.input('ids', [BATCH, 1], 'int32'), { past });
    const outputs: Record<string, Tensor> = {};
    for (const [i, state] of decoded.hiddenStates.entries()) outputs[`state${i}`] = state;
    for (const [i, { keys, values }] of decoded.cache.entries())
      Object.assign(outputs, { [`keys${i}`]: keys, [`values${i}`]: values });
    const session = await Session.compile(graph, outputs);

    for (let step = 0; step < steps; step++) {
      const positions = prompts.map((n) => n + step);
      feeds.ids = Int32Array.from(positions, (position, row) => idAt(row, position));
      feeds.positions = BigInt64Array.from(positions, BigInt);
      feeds.mask = Float32Array.from({ length: BATCH * capacity }, (_, i) =>
        i % capacity < (positions[Math.floor(i / capacity)] as number) ? 0 : -1e9,
      );
      const results = await session.run(feeds);
      for (const [i, expected] of golden.hiddenStates.entries()) {
        const error = relativeL2(
          results[`state${i}`] as Float32Array,
          rows(
            expected,
            LENGTH,
            positions.map((p) => [p]),
          ),
        );
        expect(error, `hidden state ${i} of step ${step}`).toBeLessThanOrEqual(TOLERANCE);
      }
      for (let layer = 0; layer < config.num_hidden_layers; layer++) {
        for (const part of ['keys', 'values']) {
          const stored = feeds[`past-${part}${layer}`] as Float32Array;
          const fresh = results[`${part}${layer}`] as Float32Array;
          for (let i = 0; i < BATCH * kvHeads; i++) {
            const at = i * capacity + (positions[Math.floor(i / kvHeads)] as number);
            stored.set(fresh.subarray(i * size, (i + 1) * size), at * size);
          }
        }
      }
    }
    await session.release();
  });
});

/** Copies [count, length, size] into [count, capacity, size]. */
function grow(values: Float32Array, count: number, length: number, capacity: number, size: number): Float32Array {
  const grown = new Float32Array(count * capacity * size);
  for (let i = 0; i < count; i++) {
    grown.set(values.subarray(i * length * size, (i + 1) * length * size), i * capacity * size);
  }
  return grown;
}
