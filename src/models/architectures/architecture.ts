import { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';
import type { Activation, DecoderSpec, LayerSpec } from '../decoder-spec.js';
import { ropeFrequencies } from '../rope.js';
import { unsupported } from '../unsupported.js';

/** Mapping of one model family's config.json to a decoder. */
export interface Architecture {
  /** `model_type` in config.json. */
  readonly modelType: string;
  /** The class in `architectures`. */
  readonly className: string;
  /** Models of the family, in Markdown, for the table of docs/architectures.md. */
  readonly models: string;
  /** Defaults of missing config.json fields, from transformers' configuration class. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** @throws UNSUPPORTED_MODEL naming the field with an unsupported value; ZodError for a malformed one */
  describe(config: ConfigFields): DecoderSpec;
}

/** The width of one attention head: `head_dim`, else an equal share of the hidden size. */
export function headSizeOf({ head_dim, hidden_size, num_attention_heads }: ConfigFields): number {
  return head_dim ?? hidden_size / num_attention_heads;
}

/** The plain pre-norm decoder with one rotary base and full attention (Llama 2); architectures override the differences. */
export function plainDecoder(config: ConfigFields): DecoderSpec {
  const headSize = headSizeOf(config);
  if (!Number.isInteger(headSize / 2)) throw unsupported('head_dim', headSize, 'even whole numbers');
  if (config.num_attention_heads % config.num_key_value_heads !== 0) {
    throw unsupported('num_key_value_heads', config.num_key_value_heads, 'divisors of num_attention_heads');
  }
  refuseUnless(config, 'partial_rotary_factor', 1);
  const { rope_parameters: rope } = readFields(config, { rope_parameters: z.looseObject({}).nullish() });
  if (rope) refuseUnless(rope, 'partial_rotary_factor', 1);
  const frequencies = ropeFrequencies(config.rope_theta, headSize, config.rope_scaling);
  return {
    embeddingScale: 1,
    norm: { epsilon: config.rms_norm_eps, offset: 0 },
    normalizedOutputs: false,
    heads: config.num_attention_heads,
    keyHeads: config.num_key_value_heads,
    headSize,
    attentionScale: headSize ** -0.5,
    attentionSoftCap: null,
    queryKeyNorm: false,
    fusedProjections: false,
    biases: { queryKeyValue: false, output: false, feedForward: false },
    activation: activationOf(config, 'hidden_act'),
    logitSoftCap: null,
    layers: uniformLayers(config, { window: null, frequencies }),
  };
}

export function uniformLayers(config: ConfigFields, layer: LayerSpec): LayerSpec[] {
  return Array.from({ length: config.num_hidden_layers }, () => layer);
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  silu: 'silu',
  swish: 'silu',
  gelu_pytorch_tanh: 'gelu_pytorch_tanh',
  gelu_new: 'gelu_pytorch_tanh',
  relu: 'relu',
};

/** The activation named by `field`. Throws UNSUPPORTED_MODEL. */
export function activationOf(config: ConfigFields, field: string): Activation {
  const name = String(config[field]);
  if (!Object.hasOwn(ACTIVATIONS, name)) throw unsupported(field, name, Object.keys(ACTIVATIONS).join(', '));
  return ACTIVATIONS[name] as Activation;
}

/** Throws UNSUPPORTED_MODEL if `field` has a value other than `only`, the supported one. */
export function refuseUnless(config: Readonly<Record<string, unknown>>, field: string, only: unknown): void {
  const value = config[field];
  if (value !== undefined && value !== null && value !== only) throw unsupported(field, value, JSON.stringify(only));
}

/** Reads fields of one architecture. Throws ZodError. */
export function readFields<S extends z.ZodRawShape>(config: ConfigFields, shape: S) {
  return z.looseObject(shape).parse(config);
}

/** A number of tokens, or null for no limit. */
export const Window = z.int().positive().nullish();

/**
 * Which layers have a sliding window, from `layer_types` or, in older files, from `slides`.
 *
 * @throws UNSUPPORTED_MODEL for a kind of layer other than full and sliding attention, or too few of them
 */
export function slidingLayers(config: ConfigFields, slides: (layer: number) => boolean): boolean[] {
  const { num_hidden_layers: count, layer_types: types } = config;
  if (types === undefined || types === null) return Array.from({ length: count }, (_, layer) => slides(layer));
  const listed = readFields(config, { layer_types: z.array(z.string()) }).layer_types;
  if (listed.length !== count)
    throw unsupported('layer_types', `${listed.length} entries`, `one for each of ${count} layers`);
  return listed.map((type) => {
    if (type !== 'full_attention' && type !== 'sliding_attention') {
      throw unsupported('layer_types', type, 'full_attention, sliding_attention');
    }
    return type === 'sliding_attention';
  });
}
