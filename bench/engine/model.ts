import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from 'unisono/core';
import { ModelConfig, parameterShapes } from 'unisono/models';
import { replaceDirectory, writeModelConfig, writeSafetensors } from 'unisono/tensors';

/** SmolLM2-135M's config.json, without end tokens: random weights must not end an answer early. */
const SMOLLM2_135M = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  vocab_size: 49152,
  max_position_embeddings: 8192,
  rms_norm_eps: 1e-5,
  rope_theta: 100_000,
  hidden_act: 'silu',
  attention_bias: false,
  mlp_bias: false,
  tie_word_embeddings: true,
  torch_dtype: 'float32',
  initializer_range: 0.04,
};

/** The directory of a model of SmolLM2-135M's shape with random float32 weights, created on first use. */
export async function benchModel(): Promise<string> {
  const dir = new URL('../../.cache/bench-models/smollm2-135m-shape', import.meta.url).pathname;
  if (existsSync(dir)) return dir;
  const config = ModelConfig.parse(SMOLLM2_135M);
  await replaceDirectory(dir, [], async (temporary) => {
    writeModelConfig(join(temporary, 'config.json'), SMOLLM2_135M);
    const tensors = [...parameterShapes(config)].map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, n) => product * n, 1));
      const random = new RandomStream(1, name);
      if (shape.length === 1) data.fill(1);
      // Uniform with the standard deviation 0.04.
      else for (let i = 0; i < data.length; i++) data[i] = (random.uniform() - 0.5) * 0.1386;
      return { name, dtype: 'F32' as const, shape, data };
    });
    writeSafetensors(join(temporary, 'model.safetensors'), tensors, { format: 'pt' });
  });
  return dir;
}
