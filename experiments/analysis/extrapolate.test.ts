import { multipliedWeights, parameterCount, trainingMemory } from 'unisono/models';
import { describe, expect, it } from 'vitest';
import { LARGE, SMALL } from './decoder-sizes.js';
import { type Machine, stageMemory, stageSeconds, type Work } from './extrapolate.js';

const machine: Machine = {
  ...{ name: 'm', trainingFlops: 1e12, forwardFlops: 2e12, mergeBytes: 1e9, checkpointLayers: false },
};
const work: Work = {
  ...{ allTrainings: 1000, specialistTrainings: 600, activations: 100, answers: 500 },
  ...{ specialists: 3, rank: 16 },
};
const { config } = SMALL;

describe('decoder sizes', () => {
  it('are those that the models are called by', () => {
    expect(parameterCount(config)).toBe(134_515_008);
    expect(parameterCount(LARGE[0]!.config)).toBe(8_030_261_248);
    expect(parameterCount(LARGE[1]!.config)).toBe(70_553_706_496);
  });
});

describe('stageSeconds', () => {
  const n = multipliedWeights(config);
  const seconds = stageSeconds(config, machine, work);

  it('takes 4 N a token for adapters, 6 N for all weights, 2 N forward, and 2 N more where layers are computed again', () => {
    expect(seconds.allTrainings).toBeCloseTo((4 * n * 1000) / 1e12, 9);
    expect(seconds.specialistTrainings).toBeCloseTo((4 * n * 600) / 1e12, 9);
    expect(seconds.answers).toBeCloseTo((2 * n * 500) / 2e12, 9);
    expect(seconds.activations).toBeCloseTo((2 * n * 100) / 2e12, 9);
    expect(stageSeconds(config, machine, { ...work, rank: null }).allTrainings).toBeCloseTo((6 * n * 1000) / 1e12, 9);
    const again = stageSeconds(config, { ...machine, checkpointLayers: true }, work);
    expect(again.allTrainings).toBeCloseTo((6 * n * 1000) / 1e12, 9);
  });

  it('reads k + 1 models and writes one in a merge', () => {
    expect(seconds.merge).toBe((5 * 2 * parameterCount(config)) / 1e9);
  });
});

describe('stageMemory', () => {
  const memory = stageMemory(config, work, { training: 10, answering: 20 }, 1e8);

  it('is that of one GPU in training, weights and cache in answers, and what was seen in a merge', () => {
    const lora = { rank: 16, alpha: 32, dropout: 0, targetModules: 'all-linear' as const };
    const training = trainingMemory(config, { strategy: 'fsdp', gpus: 1, tokens: 10, lora });
    expect(memory.allTrainings).toBe(training.states + training.activations);
    expect(memory.answers).toBe(2 * parameterCount(config) + 20 * (2 * 30 * 192 * 2));
    expect(memory.merge).toBe(1e8);
  });
});
