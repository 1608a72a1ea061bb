import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import type { ModelConfig } from '../models/config.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { type Batch, feedsOf, shapeOf } from './batch.js';
import { configOf, decodeFloat32, LOSS_FIXTURE } from './fixtures/loss.contract.js';
import { compileStep, GRADIENT_PREFIX, type StepShape } from './step-graph.js';
import type { TripletSettings } from './triplet-loss.js';

const BATCH = LOSS_FIXTURE.batches[0];

/** Loss and gradients of the formula's weights on `batch`, padded to `shape`. */
async function evaluate(
  config: ModelConfig,
  batch: Batch,
  triplet: TripletSettings | undefined,
  shape: StepShape = shapeOf(batch),
) {
  const session = await compileStep(config, shape, triplet ? { triplet } : {}, {});
  const outputs = await session.run({ ...Object.fromEntries(sineWeights(config)), ...feedsOf(batch, shape) });
  await session.release();
  return outputs;
}

describe('the training step agrees with transformers and PyTorch', () => {
  const cases = LOSS_FIXTURE.losses.map(
    (golden) => [`${golden.model}: ${JSON.stringify(golden.tripletSettings)}`, golden] as const,
  );
  it.each(cases)('%s', async (_, golden) => {
    const outputs = await evaluate(configOf(golden.model), BATCH, golden.tripletSettings ?? undefined);
    expect(relativeL2(outputs.ce as Float32Array, [golden.ce])).toBeLessThanOrEqual(1e-5);
    if (golden.triplet === null) expect(outputs.triplet).toBeUndefined();
    else expect(relativeL2(outputs.triplet as Float32Array, [golden.triplet])).toBeLessThanOrEqual(1e-5);
    const names = Object.keys(outputs).filter((name) => name.startsWith(GRADIENT_PREFIX));
    expect(names).toEqual(Object.keys(golden.gradients).map((name) => GRADIENT_PREFIX + name));
    for (const [name, expected] of Object.entries(golden.gradients)) {
      const error = relativeL2(outputs[GRADIENT_PREFIX + name] as Float32Array, decodeFloat32(expected));
      expect(error, name).toBeLessThanOrEqual(1e-5);
    }
  });
});

describe('the training step', () => {
  const golden = LOSS_FIXTURE.losses[0] as (typeof LOSS_FIXTURE.losses)[0];
  const config = configOf(golden.model);
  const triplet = golden.tripletSettings as TripletSettings;

  it.each(['max', 'mean', 'last'] as const)('does not feel padding (pooling %s)', async (pooling) => {
    const shape = shapeOf(BATCH);
    const larger = {
      ...shape,
      length: shape.length + 7,
      answers: shape.answers + 5,
      queryLength: shape.queryLength + 9,
    };
    const plain = await evaluate(config, BATCH, { ...triplet, pooling }, shape);
    const padded = await evaluate(config, BATCH, { ...triplet, pooling }, larger);
    for (const [name, values] of Object.entries(plain)) {
      expect(relativeL2(padded[name] as Float32Array, values), name).toBeLessThanOrEqual(2e-6);
    }
  });

  it('learns from the answer tokens only', async () => {
    const { sequences } = BATCH;
    const longer = sequences.map(({ ids, answerStart }) => ({ ids, answerStart: answerStart - 1 }));
    const base = await evaluate(config, { sequences, triplets: [] }, undefined);
    const more = await evaluate(config, { sequences: longer, triplets: [] }, undefined);
    expect(more.ce?.[0]).not.toBeCloseTo(base.ce?.[0] as number, 3);
  });

  it('counts layers from the end when negative', async () => {
    const from = async (layer: number) => (await evaluate(config, BATCH, { ...triplet, layer })).triplet?.[0];
    expect(await from(-1)).toBe(await from(config.num_hidden_layers));
    expect(await from(-3)).toBe(await from(0));
    expect(await from(0)).not.toBe(await from(1));
  });

  it('asks nothing of the triplets when the batch has none or no setting wants them', async () => {
    const withoutTriplets = await evaluate(config, { ...BATCH, triplets: [] }, triplet);
    const withoutSettings = await evaluate(config, BATCH, undefined);
    expect(withoutTriplets.triplet).toBeUndefined();
    expect(withoutSettings.triplet).toBeUndefined();
    expect(withoutTriplets.ce).toEqual(withoutSettings.ce);
  });
});
