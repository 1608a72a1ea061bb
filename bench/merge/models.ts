import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from 'unisono/core';
import { elementCount, encode, SafetensorsWriter, type TensorLayout } from 'unisono/tensors';

/** The shape of a Llama model, in two shards or one file as it comes. */
export interface ModelShape {
  readonly name: string;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly vocabulary: number;
}

/** SmolLM2-360M's shape: 362 million parameters, tied head. */
export const SHAPE_360M: ModelShape = {
  name: '360M',
  hidden: 960,
  intermediate: 2560,
  layers: 32,
  heads: 15,
  keyValueHeads: 5,
  vocabulary: 49_152,
};

/** An eighth of it, to try the script out. */
export const SHAPE_40M: ModelShape = { ...SHAPE_360M, name: '40M', layers: 3, vocabulary: 8192 };

/** Distinct values of a tensor, which repeat: making random numbers takes longer than merging. */
const PERIOD = 1 << 20;

/** Writes a base and `tuned` fine-tuned models of a shape as bfloat16, unless they exist; returns their folders. */
export function makeModels(root: string, shape: ModelShape, tuned: number): string[] {
  return Array.from({ length: tuned + 1 }, (_, k) => {
    const dir = join(root, `${shape.name}-${k === 0 ? 'base' : `tuned-${k}`}`);
    if (!existsSync(join(dir, 'model.safetensors'))) writeModel(dir, shape, k);
    return dir;
  });
}

function layouts({ hidden, intermediate, layers, heads, keyValueHeads, vocabulary }: ModelShape): TensorLayout[] {
  const narrow = (hidden / heads) * keyValueHeads;
  const bf16 = (name: string, ...shape: number[]): TensorLayout => ({ name, dtype: 'BF16', shape });
  return [
    bf16('model.embed_tokens.weight', vocabulary, hidden),
    bf16('model.norm.weight', hidden),
    ...Array.from({ length: layers }, (_, l) => `model.layers.${l}.`).flatMap((layer) => [
      bf16(`${layer}self_attn.q_proj.weight`, hidden, hidden),
      bf16(`${layer}self_attn.k_proj.weight`, narrow, hidden),
      bf16(`${layer}self_attn.v_proj.weight`, narrow, hidden),
      bf16(`${layer}self_attn.o_proj.weight`, hidden, hidden),
      bf16(`${layer}mlp.gate_proj.weight`, intermediate, hidden),
      bf16(`${layer}mlp.up_proj.weight`, intermediate, hidden),
      bf16(`${layer}mlp.down_proj.weight`, hidden, intermediate),
      bf16(`${layer}input_layernorm.weight`, hidden),
      bf16(`${layer}post_attention_layernorm.weight`, hidden),
    ]),
  ];
}

function writeModel(dir: string, shape: ModelShape, k: number): void {
  mkdirSync(dir, { recursive: true });
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    vocab_size: shape.vocabulary,
    tie_word_embeddings: true,
    dtype: 'bfloat16',
  };
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  const common = new RandomStream(1, 'base');
  const own = new RandomStream(1, `model ${k}`);
  const values = Float32Array.from({ length: PERIOD }, () => 0.05 * common.normal());
  if (k > 0) for (let i = 0; i < PERIOD; i++) values[i]! += 0.004 * own.normal();
  const period = encode(values, 'BF16');
  const tensors = layouts(shape);
  const writer = new SafetensorsWriter(join(dir, 'model.safetensors'), tensors, { format: 'pt' });
  for (const { name, shape: size } of tensors) {
    const bytes = elementCount(size) * 2;
    for (let at = 0; at < bytes; at += period.length)
      writer.writeAt(name, at, period.subarray(0, Math.min(period.length, bytes - at)));
  }
  writer.commit();
}
