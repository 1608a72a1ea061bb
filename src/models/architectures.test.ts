import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { reshape } from '../graph/ops/reshape.js';
import { Session } from '../graph/session.js';
import { ARCHITECTURES } from './architectures/index.js';
import { describeDecoder, ModelConfig } from './config.js';
import { decoder, languageModelHead } from './decoder.js';
import { COMMON, DECODERS, decodeFloat32 } from './fixtures/decoders.contract.js';
import { sineWeights } from './fixtures/sine-weights.contract.js';
import { declareParameters, parameterShapes } from './parameters.js';

const LENGTHS: readonly number[] = COMMON.lengths;
const BATCH = LENGTHS.length;
const LENGTH = COMMON.ids.length / BATCH;

/** The vectors of all real tokens out of [BATCH, LENGTH, width]. */
function rows(values: ArrayLike<number>): number[] {
  const width = values.length / (BATCH * LENGTH);
  return LENGTHS.flatMap((n, i) =>
    Array.from({ length: n * width }, (_, k) => values[i * LENGTH * width + k] as number),
  );
}

it('every architecture has a golden model', () => {
  const covered = new Set(DECODERS.map(({ config }) => config.model_type));
  expect(ARCHITECTURES.map(({ modelType }) => modelType).filter((type) => !covered.has(type))).toEqual([]);
});

describe.each(DECODERS)('$name', (golden) => {
  const config = ModelConfig.parse(golden.config);

  it('is described alike by a file of transformers 4 and of transformers 5', () => {
    expect(describeDecoder(ModelConfig.parse(golden.savedConfig))).toEqual(describeDecoder(config));
    expect(ModelConfig.parse(config)).toEqual(config);
  });

  it("names and shapes its weights as transformers' model does, in the same order", () => {
    expect([...parameterShapes(config)]).toEqual(Object.entries(golden.shapes));
  });

  it("gives transformers' hidden states and logits at every real token", async () => {
    const graph = new Graph();
    const weights = declareParameters(graph, config);
    const { hiddenStates } = decoder(config, weights, graph.input('ids', [BATCH, LENGTH], 'int32'));
    const last = reshape(hiddenStates.at(-1) as Tensor, [BATCH * LENGTH, config.hidden_size]);
    const outputs: Record<string, Tensor> = { logits: languageModelHead(config, weights, last) };
    for (const [i, state] of hiddenStates.entries()) outputs[`state${i}`] = state;
    const session = await Session.compile(graph, outputs);
    const actual = await session.run({
      ...Object.fromEntries(sineWeights(config)),
      ids: Int32Array.from(COMMON.ids as number[]),
    });
    await session.release();
    expect(hiddenStates).toHaveLength(golden.hiddenStates.length);
    for (const [i, expected] of golden.hiddenStates.entries()) {
      const error = relativeL2(rows(actual[`state${i}`] as Float32Array), rows(decodeFloat32(expected)));
      expect(error, `hidden state ${i}`).toBeLessThanOrEqual(1e-5);
    }
    const [logits, expected] = [rows(actual.logits as Float32Array), rows(decodeFloat32(golden.logits))];
    expect(relativeL2(logits, expected)).toBeLessThanOrEqual(1e-5);
    const worst = Math.max(...logits.map((value, i) => Math.abs(value - (expected[i] as number))));
    expect(worst).toBeLessThanOrEqual(1e-4);
  });
});
