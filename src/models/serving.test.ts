import { describe, expect, it } from 'vitest';
import { ModelConfig } from './config.js';
import { cacheBytesPerToken, planServing } from './serving.js';

/** Llama-3.1-8B and -70B, as their config.json has them. */
const llama = (size: '8B' | '70B') =>
  ModelConfig.parse({
    ...{ architectures: ['LlamaForCausalLM'], model_type: 'llama', vocab_size: 128_256, num_key_value_heads: 8 },
    ...{ max_position_embeddings: 131_072, rms_norm_eps: 1e-5, tie_word_embeddings: false, rope_theta: 500_000 },
    ...(size === '8B'
      ? { hidden_size: 4096, intermediate_size: 14_336, num_hidden_layers: 32, num_attention_heads: 32 }
      : { hidden_size: 8192, intermediate_size: 28_672, num_hidden_layers: 80, num_attention_heads: 64 }),
  });
const GB = 1e9;
const how = { length: 4096, sequences: 32 };

describe('planServing', () => {
  it('knows the weights of an 8B and a 70B model, and the cache of a token', () => {
    expect(planServing(llama('8B'), { gpus: 1, gpuMemory: 80 * GB, ...how }).weights).toBe(2 * 8_030_261_248);
    expect(planServing(llama('70B'), { gpus: 8, gpuMemory: 80 * GB, ...how }).weights).toBe(2 * 70_553_706_496);
    expect(cacheBytesPerToken(llama('8B'))).toBe(131_072);
  });

  it('takes as few GPUs a server as hold it, and servers on all others', () => {
    const plan = (size: '8B' | '70B', gpus: number, gpuMemory: number) => {
      const { tensorParallel, replicas } = planServing(llama(size), { gpus, gpuMemory: gpuMemory * GB, ...how });
      return [tensorParallel, replicas];
    };
    expect(plan('8B', 4, 80)).toEqual([1, 4]);
    expect(plan('8B', 4, 24)).toEqual([2, 2]);
    expect(plan('70B', 8, 80)).toEqual([4, 2]);
    expect(plan('8B', 3, 24)).toEqual([2, 1]);
  });

  it('says what does not fit, and what does not go', () => {
    expect(() => planServing(llama('70B'), { gpus: 2, gpuMemory: 24 * GB, ...how })).toThrow('do not fit on 2 GPUs');
    expect(() => planServing(llama('8B'), { gpus: 1, gpuMemory: 80 * GB, ...how, length: 200_000 })).toThrow('131072');
  });
});
