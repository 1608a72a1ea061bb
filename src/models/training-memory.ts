import { headSize, type ModelConfig } from './config.js';
import { adapterShapes, type LoraSettings } from './lora.js';
import { countElements, parameterCount, parameterShapes } from './parameters.js';

/** Settings of a training on GPUs with gradient checkpointing. */
export interface ClusterTraining {
  readonly strategy: 'ddp' | 'fsdp';
  readonly gpus: number;
  /** Tokens that one GPU reads at a time, padding included: sequences of a micro-batch times the longest of them. */
  readonly tokens: number;
  /** Precision of the arithmetic and of a frozen base model under an adapter. Default: bf16. */
  readonly precision?: 'bf16' | 'fp32';
  /** Adapter settings. Default: all weights are trained. */
  readonly lora?: LoraSettings;
}

/** Bytes on one GPU, by use. */
export interface TrainingMemory {
  /** Weights, gradients and AdamW's two moments. */
  readonly states: number;
  /** Weights that FSDP gathers: two layers (one in use, one on its way), or embeddings and head if those are larger. */
  readonly gathered: number;
  /** Hidden states between layers, inside one layer, and logits. */
  readonly activations: number;
  readonly total: number;
}

const HALF = 2;
const SINGLE = 4;
/** A trained element: master weight, gradient and two moments, float32 each. */
const TRAINED = 4 * SINGLE;

/**
 * Memory of a training on each GPU:
 *
 * - states: 16 N / g for N trained elements; a frozen base beneath an adapter takes 2 N / g. g is the number of GPUs under FSDP, else 1;
 *   DDP holds its gradients once more (4 N).
 * - gathered (FSDP): 2 max(2 W_layer, W_embeddings + W_head)
 * - activations for T tokens: between layers 2 L T d; inside the current layer 2 * 2 T (8 d + 2 q + 2 k + 3 f), with their
 *   gradients; logits 2 * 2 T v and 4 T v in float32 where the loss is taken
 *
 * with d, q, k, f, v the widths of hidden states, queries, keys, feed-forward and vocabulary; where an element has 2 bytes above, it
 * has 4 with fp32, in which logits are not widened. An estimate: kernels' workspace and fragmentation, some gigabytes, come on top.
 */
export function trainingMemory(config: ModelConfig, training: ClusterTraining): TrainingMemory {
  const { strategy, gpus, tokens, lora, precision = 'bf16' } = training;
  const element = precision === 'bf16' ? HALF : SINGLE;
  const all = parameterCount(config);
  const inFirst = [...parameterShapes(config)].filter(([name]) => name.startsWith('model.layers.0.'));
  const layer = countElements(inFirst.map(([, shape]) => shape));
  const rest = all - config.num_hidden_layers * layer;
  const trained = lora ? countElements(adapterShapes(config, lora).values()) : all;
  const shards = strategy === 'fsdp' ? gpus : 1;
  const buckets = strategy === 'ddp' && gpus > 1 ? SINGLE * trained : 0;
  const states = (TRAINED * trained + (lora ? element * all : 0)) / shards + buckets;
  const gathered = strategy === 'fsdp' ? element * Math.max(2 * layer, rest) : 0;
  const { hidden_size: d, intermediate_size: f, num_hidden_layers: layers, vocab_size: v } = config;
  const q = config.num_attention_heads * headSize(config);
  const k = config.num_key_value_heads * headSize(config);
  const inside = 2 * element * tokens * (8 * d + 2 * q + 2 * k + 3 * f);
  const widened = precision === 'bf16' ? SINGLE : 0;
  const activations = element * layers * tokens * d + inside + (2 * element + widened) * tokens * v;
  return { states, gathered, activations, total: states + gathered + activations };
}
