import type { Graph, Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { gatherRows } from '../graph/ops/gather-rows.js';
import { mul } from '../graph/ops/mul.js';
import { reshape } from '../graph/ops/reshape.js';
import { rotary } from '../graph/ops/rotary.js';
import { slice } from '../graph/ops/slice.js';
import { transpose } from '../graph/ops/transpose.js';
import { attend, attendWithPast, type KeysValues } from './attention.js';
import { causalMask, pastWindowMask } from './attention-mask.js';
import { activate, linear, rmsNorm, rotaryTables, softCap } from './blocks.js';
import { describeDecoder, type ModelConfig } from './config.js';
import type { DecoderSpec, LayerSpec } from './decoder-spec.js';

export interface Decoded {
  /** layers + 1 tensors [batch, length, hidden]: the embeddings, then each layer's output, the last one normalised. */
  readonly hiddenStates: readonly Tensor[];
  /** The keys and values of the tokens given, per layer. */
  readonly cache: readonly KeysValues[];
}

/** What new tokens see of the tokens before them. */
export interface Past {
  /** Per layer; a token's slot is its position. */
  readonly cache: readonly KeysValues[];
  /** Additive mask [batch, 1, 1, slots]: 0 where the cache holds a token, -1e9 elsewhere. */
  readonly mask: Tensor;
  /** int64 [batch, length]: the positions of the tokens given, below slots + length. */
  readonly positions: Tensor;
}

/**
 * A decoder of any supported architecture, agreeing with transformers' model of that name.
 *
 * @param weights tensors by Hugging Face name, see `parameterShapes`
 * @param ids int32 [batch, length]; pad on the right, where the causal mask hides padding from every real token
 * @param past the cache of the tokens before, if there are any
 */
export function decoder(config: ModelConfig, weights: ReadonlyMap<string, Tensor>, ids: Tensor, past?: Past): Decoded {
  const spec = describeDecoder(config);
  const weight = (name: string) => weights.get(name) as Tensor;
  const norm = (x: Tensor, name: string) => normalise(spec, x, weight(`${name}.weight`));
  const context = new Context(ids, past);

  let x = gatherRows(weight('model.embed_tokens.weight'), ids);
  if (spec.embeddingScale !== 1) x = mul(x, ids.graph.scalar(spec.embeddingScale));
  const hiddenStates = [x];
  const cache: KeysValues[] = [];
  for (const [i, layer] of spec.layers.entries()) {
    const of = (name: string) => `model.layers.${i}.${name}`;
    const project = (input: Tensor, name: string) => {
      const y = linear(input, weight(`${of(name)}.weight`));
      const bias = weights.get(`${of(name)}.bias`);
      return bias ? add(y, bias) : y;
    };
    const output = (y: Tensor, name: string) => (spec.normalisedOutputs ? norm(y, of(name)) : y);

    const { queries, keys, values } = heads(spec, norm(x, of('input_layernorm')), project, (y, name) =>
      norm(y, of(name)),
    );
    const rotate = (y: Tensor) => context.rotate(y, layer);
    const own = { keys: rotate(keys), values };
    cache.push(own);
    const attended = context.attend(rotate(queries), own, i, layer, spec);
    x = add(x, output(project(attended, 'self_attn.o_proj'), 'post_attention_layernorm'));
    const before = spec.normalisedOutputs ? 'pre_feedforward_layernorm' : 'post_attention_layernorm';
    x = add(x, output(feedForward(spec, norm(x, of(before)), project), 'post_feedforward_layernorm'));
    hiddenStates.push(x);
  }
  hiddenStates[spec.layers.length] = norm(x, 'model.norm');
  return { hiddenStates, cache };
}

/** Logits [rows, vocabulary] of hidden states [rows, hidden], by the tied or separate head. */
export function languageModelHead(config: ModelConfig, weights: ReadonlyMap<string, Tensor>, hidden: Tensor): Tensor {
  const head = config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  return softCap(linear(hidden, weights.get(head) as Tensor), describeDecoder(config).logitSoftCap);
}

/** Applies a linear map of the layer by its name, with its bias if it has one. */
type Project = (x: Tensor, name: string) => Tensor;

function normalise({ norm }: DecoderSpec, x: Tensor, weight: Tensor): Tensor {
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

/** Positions, rotary tables and masks of one pass, made once for all layers that are alike. */
class Context {
  private readonly graph: Graph;
  private readonly length: number;
  private readonly positions: Tensor;
  private readonly tables = new Map<Float32Array, { cos: Tensor; sin: Tensor }>();
  private readonly ownMasks = new Map<number | null, Tensor>();
  private readonly pastMasks = new Map<number | null, Tensor>();

  constructor(
    ids: Tensor,
    private readonly past: Past | undefined,
  ) {
    this.graph = ids.graph;
    const [batch, length] = ids.shape as [number, number];
    this.length = length;
    const counting = BigInt64Array.from({ length: batch * length }, (_, i) => BigInt(i % length));
    this.positions = past?.positions ?? this.graph.constant(counting, [batch, length]);
  }

  rotate(x: Tensor, { frequencies }: LayerSpec): Tensor {
    const slots = this.past?.cache[0]?.keys.shape[2] ?? 0;
    const { cos, sin } = once(this.tables, frequencies, () =>
      rotaryTables(this.graph, slots + this.length, frequencies),
    );
    return rotary(x, this.positions, cos, sin);
  }

  attend(queries: Tensor, own: KeysValues, layer: number, { window }: LayerSpec, spec: DecoderSpec): Tensor {
    const ownMask = once(this.ownMasks, window, () => causalMask(this.graph, this.length, window));
    const { past } = this;
    if (!past) return attend(queries, own, ownMask, spec);
    const pastMask = once(this.pastMasks, window, () =>
      window === null ? past.mask : pastWindowMask(past.mask, past.positions, window),
    );
    return attendWithPast(queries, own, past.cache[layer] as KeysValues, pastMask, ownMask, spec);
  }
}

function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
