import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { ModelConfig } from '../models/config.js';
import { COMMON, DECODERS, decodeFloat32 } from '../models/fixtures/decoders.contract.js';
import { sineTensor, sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { type Adapter, adapterShapes, LoraSettings } from '../models/lora.js';
import { feedsOf, shapeOf } from './batch.js';
import { settingsOf } from './fixtures/loss.contract.js';
import { compileStep, GRADIENT_PREFIX } from './step-graph.js';
import { Trainer } from './trainer.js';

const [FIRST] = COMMON.batches;

describe.each(DECODERS)('training agrees with PyTorch ($name)', ({ config: fields, loss, log, lora }) => {
  const config = ModelConfig.parse(fields);

  it('in the losses and in the gradient of every weight', async () => {
    const shape = shapeOf(FIRST);
    const session = await compileStep(config, shape, { triplet: COMMON.triplet }, {});
    const actual = await session.run({ ...Object.fromEntries(sineWeights(config)), ...feedsOf(FIRST, shape) });
    await session.release();
    expect(relativeL2(actual.ce as Float32Array, [loss.ce])).toBeLessThanOrEqual(1e-5);
    expect(relativeL2(actual.triplet as Float32Array, [loss.triplet])).toBeLessThanOrEqual(1e-5);
    for (const [name, expected] of Object.entries(loss.gradients)) {
      const error = relativeL2(actual[GRADIENT_PREFIX + name] as Float32Array, decodeFloat32(expected));
      expect(error, name).toBeLessThanOrEqual(1e-5);
    }
  });

  it('over twenty steps of AdamW with clipping and a cosine schedule', async () => {
    const settings = settingsOf({ ...COMMON.run, triplet: COMMON.triplet });
    const trainer = await Trainer.create('tiny', config, sineWeights(config), settings);
    for (const [step, [ce, triplet, norm]] of log.entries()) {
      const actual = await trainer.step(step, COMMON.batches[step % COMMON.batches.length]);
      const slip = relativeL2([actual.ce, actual.triplet as number], [ce, triplet]);
      expect(slip, `loss of step ${step}`).toBeLessThanOrEqual(1e-4);
      expect(relativeL2([actual.gradientNorm], [norm]), `gradient norm of step ${step}`).toBeLessThanOrEqual(1e-4);
    }
    await trainer.release();
  });

  const goldenAdapter = (): Adapter => {
    const shapes = Object.entries(lora.shapes).map(
      ([name, shape], i) => [name, sineTensor(lora.first + i, shape)] as const,
    );
    return { settings: LoraSettings.parse(lora.settings), parameters: new Map(shapes) };
  };

  it('and with peft, in the gradient of every matrix of an adapter, with layers kept or computed again', async () => {
    const adapter = goldenAdapter();
    expect(Object.fromEntries(adapterShapes(config, adapter.settings))).toEqual(lora.shapes);
    const shape = shapeOf(FIRST);
    for (const checkpointLayers of [false, true]) {
      const options = { adapter: adapter.settings, checkpointLayers };
      const session = await compileStep(config, shape, { triplet: COMMON.triplet }, {}, options);
      const weights = Object.fromEntries([...sineWeights(config), ...adapter.parameters]);
      const actual = await session.run({ ...weights, ...feedsOf(FIRST, shape) });
      await session.release();
      expect(relativeL2(actual.ce as Float32Array, [lora.ce])).toBeLessThanOrEqual(1e-5);
      expect(relativeL2(actual.triplet as Float32Array, [lora.triplet])).toBeLessThanOrEqual(1e-5);
      expect(Object.keys(actual).filter((name) => name.startsWith(GRADIENT_PREFIX))).toHaveLength(
        adapter.parameters.size,
      );
      for (const [name, expected] of Object.entries(lora.gradients)) {
        const error = relativeL2(actual[GRADIENT_PREFIX + name] as Float32Array, decodeFloat32(expected));
        expect(error, name).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  it('and with peft over twenty steps of an adapter, the base untouched', async () => {
    const settings = settingsOf({ ...COMMON.run, triplet: COMMON.triplet });
    const base = sineWeights(config);
    const trainer = await Trainer.create('tiny', config, base, settings, {}, goldenAdapter());
    for (const [step, [ce, triplet, norm]] of lora.log.entries()) {
      const actual = await trainer.step(step, COMMON.batches[step % COMMON.batches.length]);
      const slip = relativeL2([actual.ce, actual.triplet as number], [ce, triplet]);
      expect(slip, `loss of step ${step}`).toBeLessThanOrEqual(1e-4);
      expect(relativeL2([actual.gradientNorm], [norm]), `gradient norm of step ${step}`).toBeLessThanOrEqual(1e-4);
    }
    await trainer.release();
    expect(base).toEqual(sineWeights(config));
  });
});
