import { RandomStream } from '../../src/core/random.js';
import { headSize, type ModelConfig } from '../../src/models/config.js';
import { llamaParameterShapes, type Parameters } from '../../src/models/parameters.js';

/** Standard deviation of the embeddings, and the value of their one constant dimension (the last). */
const EMBEDDING_SD = 0.1;
const CONSTANT = 0.4;
/** Of each head's rotary frequencies: the fast ones tell neighbours apart, the slow ones hardly turn within a prompt. */
const FAST_PAIRS = 10;

/**
 * Weights in which a two-head induction circuit (Olsson et al. 2022) already works: layer 0 head 0 attends to the
 * previous token and writes it beside the current one; layer 1 head 0 looks for positions whose previous token is the
 * current one and copies their token. All other heads and feed-forward layers start with a zero output.
 */
export function inductionInit(config: ModelConfig, seed: number): Parameters {
  const d = config.hidden_size;
  const size = headSize(config);
  const half = size / 2;
  const parameters: Parameters = new Map();
  for (const [name, shape] of llamaParameterShapes(config)) {
    const random = new RandomStream(seed, name);
    const length = shape.reduce((product, n) => product * n, 1);
    const sd = name.includes('embed') ? EMBEDDING_SD : /o_proj|down_proj/.test(name) ? 0 : 1 / Math.sqrt(d);
    parameters.set(
      name,
      shape.length === 1 ? new Float32Array(length).fill(1) : Float32Array.from({ length }, () => sd * random.normal()),
    );
  }
  const tensor = (name: string) => parameters.get(name) as Float32Array;
  const embeddings = tensor('model.embed_tokens.weight');
  for (let token = 0; token < config.vocab_size; token++) embeddings[token * d + d - 1] = CONSTANT;

  const first = (name: string) => tensor(`model.layers.0.self_attn.${name}.weight`);
  const second = (name: string) => tensor(`model.layers.1.self_attn.${name}.weight`);
  for (const name of ['q_proj', 'k_proj', 'v_proj'])
    for (const layer of [first, second]) layer(name).fill(0, 0, size * d);

  // Previous-token head: query and key read the constant only; the query is turned back by one position.
  const sharpness = 1.9;
  for (let pair = 0; pair < FAST_PAIRS; pair++) {
    const angle = config.rope_theta ** ((-2 * pair) / size);
    first('k_proj')[pair * d + d - 1] = sharpness;
    first('q_proj')[pair * d + d - 1] = sharpness * Math.cos(angle);
    first('q_proj')[(pair + half) * d + d - 1] = -sharpness * Math.sin(angle);
  }
  const identity = randomRows(seed, 'induction identity', size, d);
  const slot = randomRows(seed, 'induction slot', size, d);
  writeRows(first('v_proj'), identity, d, 1);
  writeColumns(first('o_proj'), slot, size * config.num_attention_heads, d, 0.25);

  // Matching head: the query reads the current token, the key reads the slot, both on slow rotary pairs only.
  const slow = Array.from({ length: size }, (_, i) => i).filter((i) => i % half >= half / 2);
  for (const i of slow) {
    for (let j = 0; j < d; j++) {
      second('q_proj')[i * d + j] = 1.8 * (identity[i * d + j] as number);
      second('k_proj')[i * d + j] = 1.8 * (slot[i * d + j] as number);
    }
  }
  const copied = randomRows(seed, 'induction copy', size, d);
  writeRows(second('v_proj'), copied, d, 1);
  writeColumns(second('o_proj'), copied, size * config.num_attention_heads, d, 0.7);
  return parameters;
}

/** [rows, d] of nearly orthonormal random rows that do not read the constant dimension. */
function randomRows(seed: number, name: string, rows: number, d: number): Float32Array {
  const random = new RandomStream(seed, name);
  return Float32Array.from({ length: rows * d }, (_, i) => (i % d === d - 1 ? 0 : random.normal() / Math.sqrt(d)));
}

function writeRows(target: Float32Array, rows: Float32Array, d: number, gain: number): void {
  for (let i = 0; i < rows.length; i++) target[Math.floor(i / d) * d + (i % d)] = gain * (rows[i] as number);
}

/** Puts `rows` [size, d], transposed, into the first columns of a [d, width] matrix: head 0's share of the output. */
function writeColumns(target: Float32Array, rows: Float32Array, width: number, d: number, gain: number): void {
  for (let i = 0; i < rows.length; i++) target[(i % d) * width + Math.floor(i / d)] = gain * (rows[i] as number);
}
