import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { LoraSettings, newAdapter } from '../models/lora.js';
import type { Parameters } from '../models/parameters.js';
import { configOf, decodeFloat32, LOSS_FIXTURE, settingsOf } from './fixtures/loss.contract.js';
import { Trainer, type TrainerSettings } from './trainer.js';

const { batches, runs } = LOSS_FIXTURE;
const RUN = runs[0] as (typeof runs)[0];
const CONFIG = configOf(RUN.model);

const copyOf = (arrays: ReadonlyMap<string, Float32Array>) =>
  new Map([...arrays].map(([name, values]) => [name, values.slice()]));

/** A trainer of the small tied model. */
function create(
  settings: Partial<TrainerSettings> = {},
  parameters: Parameters = sineWeights(CONFIG),
): Promise<Trainer> {
  return Trainer.create('tiny', CONFIG, parameters, { ...settingsOf(RUN.settings), ...settings });
}

/** Parameters after the first `steps` steps on alternating batches. */
async function train(steps: number, settings: Partial<TrainerSettings> = {}): Promise<Parameters> {
  const trainer = await create(settings);
  for (let step = 0; step < steps; step++) await trainer.step(step, batches[step % 2 === 0 ? 0 : 1]);
  await trainer.release();
  return trainer.parameters;
}

describe('twenty steps agree with PyTorch: AdamW, clipping, linear schedule with warm-up', () => {
  it.each(runs)('$model, $settings.triplet.distance', async ({ model, settings, log, parameters }) => {
    const config = configOf(model);
    const trainer = await Trainer.create('tiny', config, sineWeights(config), settingsOf(settings));
    for (const [step, expected] of log.entries()) {
      const actual = await trainer.step(step, batches[step % 2 === 0 ? 0 : 1]);
      expect(actual.step).toBe(step);
      const loss = [actual.ce, settings.triplet.alpha * (actual.triplet as number)];
      const expectedLoss = [expected.ce, settings.triplet.alpha * expected.triplet];
      expect(relativeL2(loss, expectedLoss), `loss of step ${step}`).toBeLessThanOrEqual(1e-4);
      const slip = relativeL2([actual.gradientNorm], [expected.gradientNorm]);
      expect(slip, `gradient norm of step ${step}`).toBeLessThanOrEqual(1e-4);
      expect(actual.learningRate).toBeCloseTo(expected.learningRate, 12);
    }
    await trainer.release();
    for (const [name, expected] of Object.entries(parameters)) {
      const error = relativeL2(trainer.parameters.get(name) as Float32Array, decodeFloat32(expected));
      expect(error, name).toBeLessThanOrEqual(1e-4);
    }
  });
});

describe('Trainer.step', () => {
  it('gives the same bytes for the same input', async () => {
    expect(await train(3)).toEqual(await train(3));
  });

  it('clips at maxGradientNorm, and not at all where that is 0', async () => {
    const sgdLike = { learningRate: 1e-3, beta1: 0, beta2: 0, weightDecay: 0.01 };
    expect(await train(1, { maxGradientNorm: 0 })).toEqual(await train(1, { maxGradientNorm: 1e9 }));
    // Without the moments AdamW takes the sign of the gradient: only where clipping brings it near epsilon does it show.
    const [clipped, whole] = [await train(1, { maxGradientNorm: 1e-9, ...sgdLike }), await train(1, sgdLike)];
    expect(clipped).not.toEqual(whole);
  });

  it('counts the tokens of the padded batch and reports no triplet loss where there is none', async () => {
    const trainer = await create();
    const { tokens } = await trainer.step(0, batches[0]);
    const alone = await trainer.step(1, { ...batches[0], triplets: [] });
    await trainer.release();
    expect(tokens).toBe(3 * 32 + 3 * 4 * 16);
    expect(alone).toMatchObject({ tokens: 3 * 32, triplet: null });
  });

  it('still knows a shape that had to make room for many others', async () => {
    const trainer = await create({ learningRate: 0 });
    const sequence = { ids: [3, 4, 5], answerStart: 1 };
    const losses = [];
    for (const rows of [...Array(14).keys(), 0]) {
      losses.push((await trainer.step(0, { sequences: Array(rows + 1).fill(sequence), triplets: [] })).ce);
    }
    await trainer.release();
    for (const loss of losses) expect(loss).toBeCloseTo(losses[0] as number, 5);
  });
});

describe('a batch that is read part by part, and layers that are computed again', () => {
  const first = async (settings: Partial<TrainerSettings>) => {
    const trainer = await create(settings);
    const log = await trainer.step(0, batches[0]);
    await trainer.release();
    return { log, parameters: trainer.parameters };
  };

  it.each([
    { microBatch: 1 },
    { microBatch: 2 },
    { checkpointLayers: true },
    { microBatch: 2, checkpointLayers: true },
  ])('give the same step: %o', async (settings) => {
    const [whole, other] = [await first({}), await first(settings)];
    expect(relativeL2([other.log.ce], [whole.log.ce])).toBeLessThanOrEqual(1e-5);
    expect(relativeL2([other.log.triplet as number], [whole.log.triplet as number])).toBeLessThanOrEqual(1e-5);
    expect(relativeL2([other.log.gradientNorm], [whole.log.gradientNorm])).toBeLessThanOrEqual(1e-5);
    for (const [name, values] of whole.parameters) {
      // AdamW's first step is the sign of the gradient, which near 0 is rounding.
      expect(relativeL2(other.parameters.get(name) as Float32Array, values), name).toBeLessThanOrEqual(1e-3);
    }
  });
});

describe('an adapter with dropout', () => {
  const settings = LoraSettings.parse({ rank: 4, alpha: 8, dropout: 0.3 });
  const train = async (seed: number, steps: readonly number[], changes: Partial<LoraSettings> = {}) => {
    const adapter = newAdapter(CONFIG, { ...settings, ...changes }, 1);
    for (const values of adapter.parameters.values())
      for (let i = 0; i < values.length; i++) values[i] = Math.sin(i) / 4;
    const run = { ...settingsOf(RUN.settings), seed };
    const trainer = await Trainer.create('tiny', CONFIG, sineWeights(CONFIG), run, {}, adapter);
    const losses = [];
    for (const step of steps) losses.push((await trainer.step(step, batches[0])).ce);
    await trainer.release();
    return losses;
  };

  it('draws masks by seed and step, not by what was drawn before', async () => {
    const [first, second] = (await train(1, [0, 1])) as [number, number];
    expect(await train(1, [0])).toEqual([first]);
    expect(await train(2, [0])).not.toEqual([first]);
    expect(first).not.toBe((await train(1, [0], { dropout: 0 }))[0]);
    expect(first).not.toBe(second);
  });
});

describe('a loss that is not finite', () => {
  const CASES = [
    ['model.embed_tokens.weight', Number.NaN],
    ['model.embed_tokens.weight', Number.POSITIVE_INFINITY],
    ['model.layers.1.mlp.up_proj.weight', Number.NaN],
    ['model.layers.1.mlp.up_proj.weight', 1e38],
    ['model.norm.weight', Number.NEGATIVE_INFINITY],
    ['model.norm.weight', 1e38],
  ] as const;

  it.each(CASES)('is refused and nothing is touched (%s = %d)', async (name, value) => {
    const parameters = sineWeights(CONFIG);
    (parameters.get(name) as Float32Array).fill(value);
    const trainer = await create({}, parameters);
    const before = { parameters: copyOf(parameters), state: copyOf(trainer.optimizer.state) };
    await expect(trainer.step(4, batches[0])).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      details: { model: 'tiny', step: 4 },
    });
    expect(trainer.parameters).toEqual(before.parameters);
    expect(trainer.optimizer.state).toEqual(before.state);
    await trainer.release();
  });

  it('leaves a trainer that continues once the parameters are fixed', async () => {
    const trainer = await create();
    const norm = trainer.parameters.get('model.norm.weight') as Float32Array;
    const [first] = norm;
    norm[0] = Number.NaN;
    await expect(trainer.step(0, batches[0])).rejects.toThrow();
    norm[0] = first as number;
    await trainer.step(0, batches[0]);
    await trainer.release();
    expect(trainer.parameters).toEqual(await train(1));
  });
});

describe('Trainer.release', () => {
  it.each(['adamw', 'muon'] as const)('frees the sessions, and may be called again (%s)', async (optimizer) => {
    const trainer = await create({ optimizer, learningRate: 1e-3 });
    await trainer.step(0, batches[0]);
    await trainer.release();
    await trainer.release();
  });
});
