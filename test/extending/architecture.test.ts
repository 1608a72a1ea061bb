import { describe, expect, it, vi } from 'vitest';
import { Graph } from '../../src/graph/graph.js';
import { Session } from '../../src/graph/session.js';
import { describeDecoder, ModelConfig } from '../../src/models/config.js';
import { decoder } from '../../src/models/decoder.js';
import { sineWeights } from '../../src/models/fixtures/sine-weights.contract.js';
import { declareParameters, parameterShapes } from '../../src/models/parameters.js';
import { architecturesTable } from '../../tools/docs/architectures.js';

// As if the two lines that docs/extending.md shows stood in the registry.
vi.mock('../../src/models/architectures/index.js', async (original) => {
  const { ARCHITECTURES } = await original<typeof import('../../src/models/architectures/index.js')>();
  const { gemma } = await import('./gemma.js');
  return { ARCHITECTURES: [...ARCHITECTURES, gemma] };
});

const CONFIG = {
  ...{ model_type: 'gemma', architectures: ['GemmaForCausalLM'], vocab_size: 11, hidden_size: 16 },
  ...{ intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 2, num_key_value_heads: 1, head_dim: 8 },
  max_position_embeddings: 32,
};

describe('an architecture that is added to the registry', () => {
  it('is described by its config.json, defaults included', () => {
    const config = ModelConfig.parse(CONFIG);
    expect(config.tie_word_embeddings).toBe(true);
    const { embeddingScale, norm, activation, keyHeads } = describeDecoder(config);
    expect({ embeddingScale, norm, activation, keyHeads }).toEqual({
      ...{ embeddingScale: 4, norm: { epsilon: 1e-6, offset: 1 }, activation: 'gelu_pytorch_tanh', keyHeads: 1 },
    });
    expect(parameterShapes(config).get('model.layers.1.self_attn.k_proj.weight')).toEqual([8, 16]);
    expect(architecturesTable()).toContain('| `gemma` | `GemmaForCausalLM` | Gemma (2B, 7B) |');
    expect(() => describeDecoder({ ...config, model_type: 'gemmma' })).toThrow(/phi3, gemma/);
  });

  it('runs', async () => {
    const config = ModelConfig.parse(CONFIG);
    const graph = new Graph();
    const { hiddenStates } = decoder(config, declareParameters(graph, config), graph.input('ids', [1, 3], 'int32'));
    const session = await Session.compile(graph, { first: hiddenStates[0]!, last: hiddenStates.at(-1)! });
    const states = await session.run({
      ...Object.fromEntries(sineWeights(config)),
      ids: Int32Array.from([1, 2, 3]),
    });
    await session.release();
    // Its norms of (1 + weight) and its scale show: an embedding comes in four times its weight.
    const embedding = sineWeights(config).get('model.embed_tokens.weight') as Float32Array;
    expect((states.first as Float32Array)[0]).toBeCloseTo(4 * embedding[16]!, 5);
    expect([...(states.last as Float32Array)].every(Number.isFinite)).toBe(true);
  });
});
