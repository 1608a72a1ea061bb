import { checkpoint } from '../graph/checkpoint.js';
import { Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { mul } from '../graph/ops/mul.js';
import { reshape } from '../graph/ops/reshape.js';
import { rmsNorm } from '../graph/ops/rms-norm.js';
import { slice } from '../graph/ops/slice.js';
import { transpose } from '../graph/ops/transpose.js';
import type { KeysValues } from './attention.js';
import { AttentionContext, type Past } from './attention-context.js';
import { activate, addLinear, type GraphWeights, linear, softCap } from './blocks.js';
import { describeDecoder, type ModelConfig } from './config.js';
import type { DecoderSpec } from './decoder-spec.js';
import { type Dropout, dropout } from './dropout.js';
import { loraName } from './lora.js';

export interface Decoded {
  /** layers + 1 tensors [batch, length, hidden]: the embeddings, then each layer's output, the last one normalized. */
  readonly hiddenStates: readonly Tensor[];
  /** The keys and values of the tokens given, per layer. */
  readonly cache: readonly KeysValues[];
}

/** An adapter whose matrices are among the weights, and the dropout of its inputs if there is any. */
export interface AdapterUse {
  /** alpha / rank. */
  readonly scale: number;
  readonly dropout?: Dropout;
  /** Name of a pass within one step: each pass has its own masks. */
  readonly pass?: string;
}

export interface DecoderOptions {
  /** The cache of earlier tokens, if any. */
  readonly past?: Past;
  readonly adapter?: AdapterUse;
  /** Gradient checkpointing: computes every layer again for its gradient. The result has no cache. */
  readonly checkpointLayers?: boolean;
}

/**
 * A decoder of any supported architecture, agreeing with transformers' model of that name.
 *
 * @param weights tensors by Hugging Face name, see `parameterShapes`
 * @param ids int32 [batch, length]; pad on the right, where the causal mask hides padding from every real token
 */
export function decoder(
  config: ModelConfig,
  weights: GraphWeights,
  ids: Tensor,
  options: DecoderOptions = {},
): Decoded {
  const spec = describeDecoder(config);
  const weight = (name: string) => weights.get(name) as Tensor;
  const norm = (x: Tensor, name: string) => normalize(spec, x, weight(`${name}.weight`));
  const context = new AttentionContext(ids, options.past);

  let x = gatherRows(weight('model.embed_tokens.weight'), ids);
  if (spec.embeddingScale !== 1) x = mul(x, ids.graph.scalar(spec.embeddingScale));
  const hiddenStates = [x];
  const cache: KeysValues[] = [];
  for (const [i, layer] of spec.layers.entries()) {
    const of = (name: string) => `model.layers.${i}.${name}`;
    const project = (input: Tensor, name: string) => adaptedLinear(weights, input, of(name), options.adapter);
    const output = (y: Tensor, name: string) => (spec.normalizedOutputs ? norm(y, of(name)) : y);
    const apply = (input: Tensor) => {
      const { queries, keys, values } = heads(spec, norm(input, of('input_layernorm')), project, (y, name) =>
        norm(y, of(name)),
      );
      const rotate = (y: Tensor) => context.rotate(y, layer);
      const own = { keys: rotate(keys), values };
      const attended = context.attend(rotate(queries), own, i, layer, spec);
      const middle = add(input, output(project(attended, 'self_attn.o_proj'), 'post_attention_layernorm'));
      const before = spec.normalizedOutputs ? 'pre_feedforward_layernorm' : 'post_attention_layernorm';
      const fed = feedForward(spec, norm(middle, of(before)), project);
      return { x: add(middle, output(fed, 'post_feedforward_layernorm')), own };
    };
    if (options.checkpointLayers) {
      const inside = [...weights].flatMap(([name, tensor]) =>
        name.includes(`model.layers.${i}.`) && tensor instanceof Tensor ? [tensor] : [],
      );
      x = checkpoint(x, inside, (input) => apply(input).x);
    } else {
      const applied = apply(x);
      x = applied.x;
      cache.push(applied.own);
    }
    hiddenStates.push(x);
  }
  hiddenStates[spec.layers.length] = norm(x, 'model.norm');
  return { hiddenStates, cache };
}

/** Logits [rows, vocabulary] of hidden states [rows, hidden], by the tied or separate head. */
export function languageModelHead(config: ModelConfig, weights: GraphWeights, hidden: Tensor): Tensor {
  const head = weights.get('lm_head.weight') ?? (weights.get('model.embed_tokens.weight') as Tensor);
  return softCap(linear(hidden, head), describeDecoder(config).logitSoftCap);
}

/** W x + b, plus scale * B A dropout(x) if the map is adapted. */
function adaptedLinear(weights: GraphWeights, x: Tensor, module: string, adapter: AdapterUse | undefined): Tensor {
  const plain = linear(x, weights.get(`${module}.weight`) as Tensor);
  const bias = weights.get(`${module}.bias`) as Tensor | undefined;
  const y = bias ? add(plain, bias) : plain;
  const [a, b] = (['A', 'B'] as const).map((matrix) => weights.get(loraName(module, matrix)));
  if (!adapter || !a || !b) return y;
  const input = adapter.dropout ? dropout(x, adapter.dropout, `${adapter.pass ?? ''} ${module}`) : x;
  return addLinear(y, linear(input, a), b as Tensor, adapter.scale);
}

/** Applies a linear map of the layer by its name, with its bias if it has one. */
type Project = (x: Tensor, name: string) => Tensor;

function normalize({ norm }: DecoderSpec, x: Tensor, weight: Tensor): Tensor {
  return rmsNorm(x, norm.offset ? add(weight, x.graph.scalar(norm.offset)) : weight, norm.epsilon);
}

/** Queries, keys and values [batch, heads, length, headSize], not rotated yet. */
function heads(spec: DecoderSpec, x: Tensor, project: Project, norm: Project) {
  const { headSize } = spec;
  const [batch, length] = x.shape as [number, number];
  const widths = [spec.heads, spec.keyHeads, spec.keyHeads].map((count) => count * headSize) as [
    number,
    number,
    number,
  ];
  const flat = spec.fusedProjections
    ? split(project(x, 'self_attn.qkv_proj'), widths)
    : ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'].map((name) => project(x, name));
  const [queries, keys, values] = flat.map((y) =>
    reshape(y, [batch, length, (y.shape[2] as number) / headSize, headSize]),
  ) as [Tensor, Tensor, Tensor];
  const byHead = (y: Tensor) => transpose(y, [0, 2, 1, 3]);
  if (!spec.queryKeyNorm) return { queries: byHead(queries), keys: byHead(keys), values: byHead(values) };
  return {
    queries: byHead(norm(queries, 'self_attn.q_norm')),
    keys: byHead(norm(keys, 'self_attn.k_norm')),
    values: byHead(values),
  };
}

/** down(activation(gate(x)) * up(x)), the gated feed-forward layer (Shazeer 2020). */
function feedForward(spec: DecoderSpec, x: Tensor, project: Project): Tensor {
  const whole = spec.fusedProjections ? project(x, 'mlp.gate_up_proj') : undefined;
  const half = whole && (whole.shape[2] as number) / 2;
  const [gate, up] = (
    whole && half ? split(whole, [half, half]) : [project(x, 'mlp.gate_proj'), project(x, 'mlp.up_proj')]
  ) as [Tensor, Tensor];
  return project(mul(activate(gate, spec.activation), up), 'mlp.down_proj');
}

/** Parts of the last of three axes. */
function split(x: Tensor, widths: readonly number[]): Tensor[] {
  let start = 0;
  return widths.map((width) => {
    start += width;
    return slice(x, 2, start - width, start);
  });
}
