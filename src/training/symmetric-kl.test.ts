import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/autodiff.js';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph } from '../graph/graph.js';
import { Session } from '../graph/session.js';
import { ModelConfig } from '../models/config.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { feedsOf, shapeOf, splitBatch, totalsOf } from './batch.js';
import { decodeFloat32 } from './fixtures/loss.contract.js';
import { KL_FIXTURE } from './fixtures/symmetric-kl.contract.js';
import { StepSettings } from './settings.js';
import { compileStep, GRADIENT_PREFIX } from './step-graph.js';
import { symmetricKl } from './symmetric-kl.js';
import { Trainer, type TrainerSettings } from './trainer.js';

/** Loss and gradient of `logits`, whose rows have `classes` elements. */
async function evaluate(logits: readonly number[], classes: number, partners: number[], weights: number[]) {
  const graph = new Graph();
  const rows = partners.length;
  const input = graph.input('logits', [rows, classes]);
  const loss = symmetricKl(input, graph.input('partners', [rows], 'int32'), graph.input('weights', [rows]));
  const [gradient] = gradients(loss, [input]);
  const session = await Session.compile(graph, { loss, gradient: gradient! });
  const results = await session.run({
    logits: Float32Array.from(logits),
    partners: Int32Array.from(partners),
    weights: Float32Array.from(weights),
  });
  await session.release();
  return { loss: results.loss?.[0] as number, gradient: results.gradient as Float32Array };
}

describe('symmetricKl agrees with torch.nn.functional.kl_div', () => {
  it.each(KL_FIXTURE.rows)('$name rows', async ({ shape: [n, classes], logits, loss, gradients: expected }) => {
    const partners = Array.from({ length: 2 * n }, (_, row) => (row + n) % (2 * n));
    const actual = await evaluate(logits.flat(), classes, partners, Array(2 * n).fill(1 / (2 * n)));
    // Rows that are nearly the same differ in the last digits of their logits only.
    const tolerance = loss < 1e-3 ? 2e-4 : 1e-5;
    expect(relativeL2([actual.loss], [loss])).toBeLessThanOrEqual(tolerance);
    expect(relativeL2(actual.gradient, expected.flat())).toBeLessThanOrEqual(tolerance);
  });
});

describe('symmetricKl', () => {
  const { logits, shape } = KL_FIXTURE.rows[0]!;
  const [left, right] = [logits[0].slice(0, shape[1]), logits[1].slice(0, shape[1])];

  it('is 0, and pulls nowhere, between equal rows and in a row that is its own partner', async () => {
    const { loss, gradient } = await evaluate([...left, ...left, ...right], shape[1], [1, 0, 2], [0.5, 0.5, 1]);
    expect(loss).toBe(0);
    expect([...gradient].map(Math.abs)).toEqual(Array(3 * shape[1]).fill(0));
  });

  it('does not care which side is which, nor for what is added to all logits of a row', async () => {
    const one = await evaluate([...left, ...right], shape[1], [1, 0], [0.5, 0.5]);
    const turned = await evaluate([...right, ...left.map((x) => x + 3)], shape[1], [1, 0], [0.5, 0.5]);
    expect(turned.loss).toBeCloseTo(one.loss, 5);
  });

  it('stays finite where the sides share nothing', async () => {
    const { loss, gradient } = await evaluate([1e4, -1e4, -1e4, 1e4], 2, [1, 0], [0.5, 0.5]);
    expect(loss).toBeCloseTo(2e4, 0);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('is the slope that finite differences find', async () => {
    const [partners, weights] = [
      [1, 0],
      [0.5, 0.5],
    ] as [number[], number[]];
    const at = [...left, ...right];
    const { gradient } = await evaluate(at, shape[1], partners, weights);
    const step = 1e-2;
    const moved = async (i: number, by: number) =>
      (await evaluate(at.with(i, at[i]! + by), shape[1], partners, weights)).loss;
    for (const i of [0, 4, 9, 17]) {
      const slope = ((await moved(i, step)) - (await moved(i, -step))) / (2 * step);
      expect(slope).toBeCloseTo(gradient[i] as number, 3);
    }
  });

  it('refuses rows without a partner', () => {
    const graph = new Graph();
    const [rows, few] = [graph.input('logits', [4, 2]), graph.input('few', [3], 'int32')];
    expect(() => symmetricKl(rows, few, graph.input('weights', [4]))).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
  });
});

const CONFIGS = Object.fromEntries(
  Object.entries(KL_FIXTURE.models).map(([name, config]) => [name, ModelConfig.parse(config)]),
);

describe('the training step with pairs agrees with transformers and PyTorch', () => {
  it.each(KL_FIXTURE.losses)(
    '$model',
    async ({ model, batch, tripletSettings, weight, gradients: expected, ...golden }) => {
      const config = CONFIGS[model]!;
      const losses = { kl: { weight }, ...(tripletSettings && { triplet: tripletSettings }) };
      const used = tripletSettings ? batch : { ...batch, triplets: [] };
      const shape = shapeOf(used);
      const session = await compileStep(config, shape, losses, {});
      const outputs = await session.run({ ...Object.fromEntries(sineWeights(config)), ...feedsOf(used, shape) });
      await session.release();
      expect(relativeL2(outputs.ce as Float32Array, [golden.ce])).toBeLessThanOrEqual(1e-5);
      expect(relativeL2(outputs.kl as Float32Array, [golden.kl])).toBeLessThanOrEqual(1e-5);
      if (golden.triplet !== null)
        expect(relativeL2(outputs.triplet as Float32Array, [golden.triplet])).toBeLessThanOrEqual(1e-5);
      for (const [name, values] of Object.entries(expected)) {
        const error = relativeL2(outputs[GRADIENT_PREFIX + name] as Float32Array, decodeFloat32(values));
        expect(error, name).toBeLessThanOrEqual(1e-5);
      }
    },
  );
});

describe('pairs of a batch', () => {
  const [{ batch, model, tripletSettings }] = KL_FIXTURE.losses as [(typeof KL_FIXTURE.losses)[0]];
  const config = CONFIGS[model]!;
  const settings: TrainerSettings = {
    ...StepSettings.parse({ warmup: 0, schedule: 'constant', learningRate: 1e-3, triplet: tripletSettings }),
    kl: { weight: 0.7 },
    steps: 4,
  };
  const first = async (changes: Partial<TrainerSettings> = {}, data = batch) => {
    const trainer = await Trainer.create('tiny', config, sineWeights(config), { ...settings, ...changes });
    const log = await trainer.step(0, data);
    await trainer.release();
    return { log, parameters: trainer.parameters };
  };

  it.each([{ microBatch: 2 }, { microBatch: 4 }, { microBatch: 2, checkpointLayers: true }])(
    'give the same step part by part: %o',
    async (changes) => {
      const [whole, parts] = [await first(), await first(changes)];
      for (const field of ['ce', 'triplet', 'kl', 'gradientNorm'] as const)
        expect(relativeL2([parts.log[field]!], [whole.log[field]!]), field).toBeLessThanOrEqual(1e-5);
      // AdamW's first step is the sign of the gradient, which near 0 is rounding.
      for (const [name, values] of whole.parameters)
        expect(relativeL2(parts.parameters.get(name) as Float32Array, values), name).toBeLessThanOrEqual(1e-3);
    },
  );

  it('are never cut by an even micro-batch, and an odd one is refused', async () => {
    expect(splitBatch({ ...batch, pairs: 2 }, 4).map(({ pairs }) => pairs)).toEqual([2, undefined]);
    expect(splitBatch({ ...batch, pairs: 3 }, 2).map(({ pairs }) => pairs)).toEqual([1, 1, 1]);
    await expect(first({ microBatch: 3 })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      details: { op: 'training.microBatch' },
    });
  });

  it('count each aligned token once, and must have the same answer', () => {
    expect(totalsOf(batch)).toMatchObject({ answers: 3 + 3 + 5 + 5 + 4 + 2, aligned: 3 + 5 });
    const wrong = { ...batch, sequences: batch.sequences.with(1, batch.sequences[2]!) };
    expect(() => feedsOf(wrong, shapeOf(wrong))).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });

  it('change the step by their weight, and nothing where there are none', async () => {
    const { pairs: _, ...alone } = batch;
    const { kl: __, ...plain } = settings;
    const [paired, weightless, without, neverAsked] = [
      await first(),
      await first({ kl: { weight: 0 } }),
      await first({}, alone),
      await Trainer.create('tiny', config, sineWeights(config), plain),
    ];
    const log = await neverAsked.step(0, batch);
    await neverAsked.release();
    expect(paired.log.kl).toBeGreaterThan(0);
    expect(weightless.log.kl).toBe(paired.log.kl);
    expect(paired.parameters).not.toEqual(weightless.parameters);
    expect(without.log.kl).toBeNull();
    expect(log).not.toHaveProperty('kl');
    expect(neverAsked.parameters).toEqual(without.parameters);
  });
});
