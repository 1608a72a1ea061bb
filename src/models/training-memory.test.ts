import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../core/package-info.js';
import { ModelConfig, readModelConfig } from './config.js';
import { type ClusterTraining, trainingMemory } from './training-memory.js';

const tiny = readModelConfig(fileURLToPath(new URL('../../models/tiny/', import.meta.url)));
const sized = (layers: number, hidden: number, feedForward: number, heads: number, vocabulary: number) =>
  ModelConfig.parse({
    ...{ ...tiny, num_hidden_layers: layers, hidden_size: hidden, intermediate_size: feedForward },
    ...{ num_attention_heads: heads, num_key_value_heads: 8, head_dim: 128, vocab_size: vocabulary },
    tie_word_embeddings: false,
  });
/** Trainings of the cluster's worker in float32 on a CPU, by tools/oracle/training_footprint.py. */
const MEASURED = JSON.parse(
  readFileSync(new URL('./fixtures/training-footprint.json', import.meta.url), 'utf8'),
) as Measured;
interface Measured {
  readonly shape: Readonly<Record<string, number>>;
  readonly rank: number;
  readonly rows: readonly {
    readonly lora: boolean;
    readonly strategy: 'ddp' | 'fsdp';
    readonly gpus: number;
    readonly tokens: number;
    readonly bytes: number;
  }[];
}
/** What a process takes besides: memory of threads, of gloo, and what its allocator keeps. */
const PROCESS = 40e6;

/** The shapes of Llama 3.1 8B and 70B and of Mistral Nemo. */
const MODELS = {
  '8B': sized(32, 4096, 14336, 32, 128256),
  '12B': sized(40, 5120, 14336, 32, 131072),
  '70B': sized(80, 8192, 28672, 64, 128256),
};
const LORA = { rank: 16, alpha: 32, dropout: 0, targetModules: 'all-linear' } as const;

describe('trainingMemory', () => {
  const of = (changes: Partial<ClusterTraining>) =>
    trainingMemory(MODELS['8B'], { strategy: 'fsdp', gpus: 8, tokens: 4096, ...changes });

  it('holds 16 bytes of every trained weight, divided among the GPUs by FSDP alone', () => {
    expect((of({ gpus: 1 }).states / 16) * 1e-9).toBeCloseTo(8.03, 2);
    expect(of({ gpus: 8 }).states).toBe(of({ gpus: 1 }).states / 8);
    expect(of({ strategy: 'ddp', gpus: 1 }).states).toBe(of({ gpus: 1 }).states);
    expect(of({ strategy: 'ddp', gpus: 8 }).states).toBe((of({ gpus: 1 }).states / 16) * 20);
  });

  it('holds two bytes of every weight beneath an adapter', () => {
    const { states } = of({ gpus: 1, lora: LORA });
    // Rank 16 on every linear map of an 8B model: 42 million elements.
    expect(states).toBe(2 * (of({ gpus: 1 }).states / 16) + 16 * 41_943_040);
  });

  it('takes memory for activations in proportion to the tokens', () => {
    expect(of({ tokens: 8192 }).activations).toBe(2 * of({ tokens: 4096 }).activations);
    expect(of({ tokens: 8192 }).states).toBe(of({ tokens: 4096 }).states);
  });

  it.each(MEASURED.rows)('of $strategy on $gpus, $tokens tokens, LoRA $lora, is what was measured', (row) => {
    const { head_dim: _, ...rest } = tiny;
    const config = ModelConfig.parse({ ...rest, ...MEASURED.shape, tie_word_embeddings: true });
    const { strategy, gpus, tokens, bytes } = row;
    const lora = { ...LORA, rank: MEASURED.rank };
    const { total } = trainingMemory(config, {
      ...{ strategy, gpus, tokens, precision: 'fp32' },
      ...(row.lora && { lora }),
    });
    expect(bytes).toBeGreaterThan(0.75 * total);
    expect(bytes).toBeLessThan(total + PROCESS);
  });

  it('gives the table in docs/cluster.md', () => {
    const doc = readFileSync(join(PACKAGE_ROOT, 'docs', 'cluster.md'), 'utf8');
    for (const [name, config] of Object.entries(MODELS)) {
      for (const [what, lora] of [
        ['full', undefined],
        ['LoRA 16', LORA],
      ] as const) {
        const cells = [1, 2, 4, 8, 16, 32].map((gpus) => {
          const { total } = trainingMemory(config, { strategy: 'fsdp', gpus, tokens: 4096, ...(lora && { lora }) });
          return Math.round(total / 1e9);
        });
        expect(doc).toContain(`| ${[name, what, ...cells].join(' | ')} |`);
      }
    }
  });
});
