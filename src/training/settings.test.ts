import { describe, expect, it } from 'vitest';
import { settingsOf } from '../core/setting-list.js';
import { StepSettings, stepSettings, TrainingSettings, withPairLosses } from './settings.js';

describe('TrainingSettings', () => {
  it('have these defaults', () => {
    expect(TrainingSettings.parse({})).toEqual({
      ...{ epochs: 2, batch: 16 },
      ...{ optimizer: 'adamw', learningRate: 0.0007, beta1: 0.9, beta2: 0.999, weightDecay: 0.01, maxGradientNorm: 1 },
      ...{ warmup: 0.1, schedule: 'linear' },
      triplet: { alpha: 0.3, margin: 0.3, distance: 'cosine', pooling: 'max', layer: -1, neighbors: 10 },
      ...{ checkpointLayers: false, dtype: 'BF16', checkpointEvery: 25 },
    });
  });

  it('scale an adapter by 2 unless it is told otherwise', () => {
    expect(TrainingSettings.parse({ lora: { rank: 4 } }).lora).toEqual({
      ...{ rank: 4, alpha: 8, dropout: 0, targetModules: 'all-linear' },
    });
    expect(TrainingSettings.parse({ lora: { rank: 4, alpha: 1 } }).lora?.alpha).toBe(1);
  });

  it.each(['batch', 'microBatch'])('refuse an odd %s with a loss between two wordings', (key) => {
    expect(TrainingSettings.safeParse({ [key]: 3 }).success).toBe(true);
    const refused = TrainingSettings.safeParse({ [key]: 3, kl: {} });
    expect(refused.error?.issues).toMatchObject([{ path: [key], message: expect.stringContaining('even with kl') }]);
  });

  it('say of every setting what it means, once', () => {
    const settings = settingsOf(TrainingSettings);
    for (const { path, description } of settings) expect(description, path.join('.')).toMatch(/^\S.*\.$/);
    const descriptions = settings.map(({ description }) => description);
    expect(new Set(descriptions).size).toBe(descriptions.length);
  });
});

describe('stepSettings', () => {
  const training = TrainingSettings.parse({ kl: { weight: 2 }, microBatch: 4, lora: { rank: 2 } });

  it('takes what decides the steps, and of the losses those that are used', () => {
    const { neighbors: _, ...triplet } = training.triplet;
    const all = stepSettings(training, 7, { triplets: true, pairLosses: ['kl'] });
    expect(all).toEqual(StepSettings.parse({ seed: 7, triplet, kl: { weight: 2 }, microBatch: 4 }));
    const none = stepSettings(training, 7, { triplets: false, pairLosses: [] });
    expect(none).toEqual(StepSettings.parse({ seed: 7, microBatch: 4 }));
    expect(Object.keys(none)).not.toContain('kl');
  });

  it('leaves unused losses out of what a training depends on', () => {
    const { kl: _, ...rest } = training;
    expect(withPairLosses(training, [])).toStrictEqual(rest);
    expect(withPairLosses(training, ['kl'])).toStrictEqual(training);
  });
});
