import { describe, expect, it } from 'vitest';
import { ModelConfig } from '../../src/models/config.js';
import { multipliedWeights } from '../../src/models/flops.js';
import { LARGE, SMALL } from './decoder-sizes.js';
import { adapterOf, extrapolate, type Machine, multipliedOf, type Work, weightsOf } from './extrapolate.js';

const machine: Machine = { name: 'm', trainingFlops: 1e12, forwardFlops: 2e12, mergeBytes: 1e9, element: 4 };
const work: Work = {
  ...{ allTrainings: 1000, specialistTrainings: 600, activations: 100, answers: 500 },
  ...{ specialists: 3, rank: 16, trainingTokens: 10, answeringTokens: 20 },
};

describe('sizes', () => {
  it('are those that the models are called by', () => {
    expect(weightsOf(SMALL) / 1e6).toBeCloseTo(134.5, 1);
    expect(weightsOf(LARGE[0]!) / 1e9).toBeCloseTo(8.03, 2);
    expect(weightsOf(LARGE[1]!) / 1e9).toBeCloseTo(70.55, 2);
  });

  it('count the multiplied weights as the costs of a run do', () => {
    const config = ModelConfig.parse({
      ...{ model_type: 'llama', hidden_size: 576, intermediate_size: 1536, num_hidden_layers: 30, vocab_size: 49_152 },
      ...{ num_attention_heads: 9, num_key_value_heads: 3, rms_norm_eps: 1e-5, tie_word_embeddings: true },
      ...{ hidden_act: 'silu', max_position_embeddings: 8192, head_dim: 64 },
    });
    expect(multipliedOf(SMALL)).toBe(multipliedWeights(config));
  });

  it('of adapters are rank times the two sides of every matrix', () => {
    const tiny = { name: 't', layers: 1, width: 2, feedForward: 3, keyWidth: 1, vocabulary: 5, tied: true };
    // q and o: 2 + 2 each; k and v: 2 + 1 each; gate, up and down: 2 + 3 each.
    expect(adapterOf(tiny, 4)).toBe(4 * (4 + 4 + 3 + 3 + 5 + 5 + 5));
  });
});

describe('extrapolate', () => {
  const n = multipliedOf(SMALL);
  const estimates = extrapolate(SMALL, machine, work, 1e8);

  it('takes 4 N a token for adapters, 6 N for all weights, 2 N forward', () => {
    expect(estimates.allTrainings.seconds).toBeCloseTo((4 * n * 1000) / 1e12, 9);
    expect(estimates.specialistTrainings.seconds).toBeCloseTo((4 * n * 600) / 1e12, 9);
    expect(estimates.answers.seconds).toBeCloseTo((2 * n * 500) / 2e12, 9);
    expect(estimates.activations.seconds).toBeCloseTo((2 * n * 100) / 2e12, 9);
    const full = extrapolate(SMALL, machine, { ...work, rank: null }, 1e8);
    expect(full.allTrainings.seconds / estimates.allTrainings.seconds).toBeCloseTo(1.5, 12);
    expect(full.allTrainings.bytes - estimates.allTrainings.bytes).toBe(16 * (weightsOf(SMALL) - adapterOf(SMALL, 16)));
  });

  it('reads k + 1 models and writes one in a merge', () => {
    expect(estimates.merge).toEqual({ seconds: (5 * 2 * weightsOf(SMALL)) / 1e9, bytes: 1e8 });
  });

  it('holds weights, trained weights and tokens in memory', () => {
    const perToken = 4 * (30 * 576 + 6 * 576 + 2 * 192 + 3 * 1536) + 8 * 49_152;
    expect(estimates.allTrainings.bytes).toBe(4 * weightsOf(SMALL) + 16 * adapterOf(SMALL, 16) + 10 * perToken);
    expect(estimates.answers.bytes).toBe(4 * weightsOf(SMALL) + 4 * 20 * 2 * 30 * 192);
  });
});
