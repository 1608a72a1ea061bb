import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { ModelConfig } from '../models/config.js';
import { COMMON, DECODERS, decodeFloat32 } from '../models/fixtures/decoders.contract.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { feedsOf, shapeOf } from './batch.js';
import { compileStep, GRADIENT_PREFIX } from './step-graph.js';
import { Trainer } from './trainer.js';

const [FIRST] = COMMON.batches;

describe.each(DECODERS)('training agrees with PyTorch ($name)', ({ config: fields, loss, log }) => {
  const config = ModelConfig.parse(fields);

  it('in the losses and in the gradient of every weight', async () => {
    const shape = shapeOf(FIRST);
    const session = await compileStep(config, shape, COMMON.triplet, {});
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
    const settings = { ...COMMON.run, triplet: COMMON.triplet };
    const trainer = await Trainer.create('tiny', config, sineWeights(config), settings);
    for (const [step, [ce, triplet, norm]] of log.entries()) {
      const actual = await trainer.step(step, COMMON.batches[step % COMMON.batches.length]);
      const slip = relativeL2([actual.ce, actual.triplet as number], [ce, triplet]);
      expect(slip, `loss of step ${step}`).toBeLessThanOrEqual(1e-4);
      expect(relativeL2([actual.gradientNorm], [norm]), `gradient norm of step ${step}`).toBeLessThanOrEqual(1e-4);
    }
    await trainer.release();
  });
});
