import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor } from '../../graph/graph.js';
import { Session } from '../../graph/session.js';
import type { EncoderArchitecture } from './architecture.js';
import { ENCODER_ARCHITECTURES } from './architectures.js';
import { declareEncoderConstants, declareEncoderInputs, encoderParameterShapes, encodeTokens } from './encoder.js';
import { EncoderConfig } from './encoder-config.js';
import { sineEncoder } from './fixtures/sine-encoder.contract.js';
import { relativeBuckets } from './relative-buckets.js';

interface Golden {
  readonly config: EncoderConfig;
  readonly shapes: Record<string, number[]>;
  readonly ids: readonly number[];
  readonly hiddenStates: readonly number[][];
}

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/encoders.json', import.meta.url), 'utf8'));
const MODELS: Record<string, Golden> = FIXTURE.models;
const LENGTHS: readonly number[] = FIXTURE.lengths;
const LENGTH = Math.max(...LENGTHS);

/** The hidden states of a batch padded to `length`. */
async function forward(
  architecture: EncoderArchitecture,
  config: EncoderConfig,
  texts: readonly (readonly number[])[],
  length: number,
): Promise<Float32Array[]> {
  const graph = new Graph();
  const weights = declareEncoderConstants(graph, architecture, config, sineEncoder(architecture, config));
  const inputs = declareEncoderInputs(graph, architecture);
  const states = encodeTokens(architecture, config, weights, inputs);
  const session = await Session.compile(
    graph,
    Object.fromEntries(states.map((state, i): [string, Tensor] => [`state${i}`, state])),
  );
  const pad = (rows: readonly (readonly number[])[], filler: number) =>
    Int32Array.from(rows.flatMap((row) => [...row, ...Array(length - row.length).fill(filler)]));
  const feeds = {
    ids: pad(texts, 7),
    positions: pad(
      texts.map((ids) => architecture.positions(ids, config)),
      0,
    ),
    mask: Float32Array.from(
      pad(
        texts.map((ids) => ids.map(() => 1)),
        0,
      ),
    ),
    ...(architecture.relativeBias ? { buckets: relativeBuckets(length) } : {}),
  };
  const results = await session.run(feeds, { batch: texts.length, length });
  await session.release();
  return states.map((_, i) => results[`state${i}`] as Float32Array);
}

/** The vectors of real tokens out of [batch, length, hidden]. */
function real(values: ArrayLike<number>, length = LENGTH, lengths = LENGTHS): number[] {
  const width = values.length / (lengths.length * length);
  return lengths.flatMap((count, row) =>
    Array.from({ length: count * width }, (_, i) => values[row * length * width + i] as number),
  );
}

describe.each(ENCODER_ARCHITECTURES.map((one) => [one.modelType, one] as const))('%s', (modelType, architecture) => {
  const golden = MODELS[modelType] as Golden;
  const config = EncoderConfig.parse(golden.config);
  const texts = LENGTHS.map((length, row) => golden.ids.slice(row * LENGTH, row * LENGTH + length));

  it("names and shapes its weights as transformers' model does, in the same order", () => {
    expect([...encoderParameterShapes(architecture, config)]).toEqual(Object.entries(golden.shapes));
  });

  it("gives transformers' hidden states at every real token", async () => {
    const states = await forward(architecture, config, texts, LENGTH);
    expect(states).toHaveLength(golden.hiddenStates.length);
    for (const [i, expected] of golden.hiddenStates.entries()) {
      const [ours, theirs] = [real(states[i] as Float32Array), real(expected)];
      expect(relativeL2(ours, theirs), `hidden state ${i}`).toBeLessThanOrEqual(1e-5);
      for (const [at, value] of theirs.entries()) expect(Math.abs((ours[at] as number) - value)).toBeLessThan(1e-4);
    }
  });

  it('does not see padding, however much there is', async () => {
    const padded = await forward(architecture, config, texts, LENGTH + 9);
    for (const [row, ids] of texts.entries()) {
      const alone = await forward(architecture, config, [ids], ids.length);
      for (const [i, state] of alone.entries()) {
        const width = config.hidden_size;
        const start = row * (LENGTH + 9) * width;
        const ours = (padded[i] as Float32Array).slice(start, start + ids.length * width);
        expect(relativeL2(ours, state), `text ${row}, hidden state ${i}`).toBeLessThanOrEqual(1e-6);
      }
    }
  });
});

it("relativeBuckets equals transformers' at every distance to 400", () => {
  const byDistance: readonly number[] = FIXTURE.buckets;
  const length = (byDistance.length + 1) / 2;
  const table = relativeBuckets(length);
  const ours = byDistance.map((_, i) => {
    const distance = i - (length - 1);
    return distance >= 0 ? table[distance] : table[-distance * length];
  });
  expect(ours).toEqual(byDistance);
});
