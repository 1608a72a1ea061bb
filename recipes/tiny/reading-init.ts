import { RandomStream } from '../../src/core/random.js';
import { headSize, type ModelConfig } from '../../src/models/config.js';
import { llamaParameterShapes, type Parameters } from '../../src/models/parameters.js';

/** Standard deviation of the embeddings, and the value of their one constant dimension (the last). */
const EMBEDDING_SD = 0.15;
const CONSTANT = 0.4;

export const G: Record<string, number> = { previous: 6, copy: 3, first: 0.3, word: 3, vote: 0.5, elect: 8, induce: 4, start: 6, recency: 30, near: 10, sink: 9, segment: 8, flag: 0.15, away: 5 };
/** Where in the residual stream each thing is written: dimensions from these on. */
const IDENTITY = 0;
const EMBEDDED = 112;
const PREVIOUS = 112;
const FIRST = 144;
const VOTE = 192;
const FLAG = 240;
const FAST_PAIRS = 10;
const RECENT_PAIRS = [10, 11];
const NEAR_PAIRS = [10, 12];

/** Token ids that the circuit knows by name. */
export interface Landmarks {
  /** Tokens after which a sentence begins. */
  readonly sentenceEnds: readonly number[];
  /** The first token of a prompt, the word before the question, and the token after which the answer begins. */
  readonly beginning: number;
  readonly question: number;
  readonly answer: number;
}

/**
 * Weights in which a circuit for reading already works, one or two heads a layer; all other heads and the feed-forward
 * layers start with a zero output.
 *
 * - Layer 0, head 0 writes the previous token beside each token.
 * - Layer 1, head 0 completes an induction circuit (Olsson et al. 2022): it looks for positions whose previous token is
 *   the current one, and copies their token. Head 1 writes the first token of its sentence beside each token.
 * - Layer 2, head 0 looks for the same word further back and fetches the first token of that word's sentence.
 * - Layer 3, head 0, where the answer begins, lets the question's words vote for the sentence to begin with. A word that
 *   occurs in many sentences spreads its vote, so rare words decide.
 *
 * The model needs four layers and four heads of 64 at least.
 */
export function readingInit(config: ModelConfig, seed: number, landmarks: Landmarks): Parameters {
  const d = config.hidden_size;
  const parameters = randomParameters(config, seed, [landmarks.beginning, landmarks.answer]);
  const embedding = (token: number) => (parameters.get('model.embed_tokens.weight') as Float32Array).slice(token * d, (token + 1) * d);
  const head = (layer: number, index: number) => new Head(config, parameters, layer, index);

  const back = head(0, 0);
  for (let pair = 0; pair < FAST_PAIRS; pair++) back.lookBack(pair, 1, G.previous);
  back.move(IDENTITY, PREVIOUS, 0.25, 32);

  const sentence = head(1, 0);
  const ends = new Float32Array(d);
  for (const token of landmarks.sentenceEnds) ends.set(embedding(token).subarray(0, 32).map((v, i) => v + ends[PREVIOUS + i]!), PREVIOUS);
  sentence.seek(31, ends, G.start);
  for (const pair of RECENT_PAIRS) sentence.lookBack(pair, 0, G.recency);
  sentence.move(IDENTITY, FIRST, G.first, 48);

  const segment = head(1, 1);
  segment.seek(31, embedding(landmarks.question), G.segment);
  segment.seek(31, embedding(landmarks.beginning), G.segment / 2);
  segment.tell(embedding(landmarks.question), FLAG, G.flag);

  const word = head(2, 0);
  word.match(IDENTITY, IDENTITY, G.word);
  const flag = new Float32Array(d);
  flag[FLAG] = 1;
  word.seek(14, flag, -G.away);
  word.move(FIRST, VOTE, G.vote, 48);

  const election = head(3, 0);
  for (const pair of NEAR_PAIRS) election.lookBackFrom(pair, embedding(landmarks.answer), G.near);
  election.seek(31, embedding(landmarks.beginning), G.sink);
  election.move(VOTE, IDENTITY, G.elect, 48);

  const induction = head(3, 1);
  induction.match(IDENTITY, PREVIOUS, G.induce);
  induction.move(IDENTITY, IDENTITY, G.copy);
  return parameters;
}

/** One attention head, written by hand. */
class Head {
  private readonly half: number;
  constructor(
    private readonly config: ModelConfig,
    private readonly parameters: Parameters,
    private readonly layer: number,
    private readonly index: number,
  ) {
    this.half = headSize(config) / 2;
    for (const name of ['q_proj', 'k_proj', 'v_proj']) {
      const rows = headSize(config) * config.hidden_size;
      this.weight(name).fill(0, index * rows, (index + 1) * rows);
    }
  }

  /** Adds `strength` cos(theta (distance - by)) to the score, theta being the pair's rotary frequency. */
  lookBack(pair: number, by: number, strength: number): void {
    const constant = new Float32Array(this.config.hidden_size);
    constant[constant.length - 1] = 1;
    this.lookBackFrom(pair, constant, strength, by);
  }

  /** As `lookBack`, for queries with a share of `direction`. */
  lookBackFrom(pair: number, direction: Float32Array, strength: number, by = 0): void {
    const angle = by * this.config.rope_theta ** (-pair / this.half);
    const d = this.config.hidden_size;
    const gain = Math.sqrt(Math.abs(strength));
    this.row('k_proj', pair)[d - 1]! += gain;
    for (let j = 0; j < d; j++) {
      const q = Math.sign(strength) * gain * direction[j]!;
      this.row('q_proj', pair)[j]! += q * Math.cos(angle);
      this.row('q_proj', pair + this.half)[j]! -= q * Math.sin(angle);
    }
  }

  /** Adds `strength` times the key's share of `direction` to the score; `pair` should be a slow one. */
  seek(pair: number, direction: Float32Array, strength: number): void {
    const d = this.config.hidden_size;
    this.row('q_proj', pair)[d - 1]! += 1;
    for (let j = 0; j < d; j++) this.row('k_proj', pair)[j]! += strength * direction[j]!;
  }

  /** Scores by how well 32 dimensions of the query from `query` on fit those of the key from `key` on; slow pairs only. */
  match(query: number, key: number, gain: number): void {
    let n = 0;
    for (let i = 0; i < 2 * this.half; i++) {
      if (i % this.half < this.half / 2) continue;
      this.row('q_proj', i)[query + n]! += gain;
      this.row('k_proj', i)[key + n]! += gain;
      n++;
    }
  }

  /** Writes `count` dimensions from `source` on to those from `target` on. */
  move(source: number, target: number, gain: number, count = 2 * this.half): void {
    for (let i = 0; i < count; i++) {
      this.row('v_proj', i)[source + i] = 1;
      this.weight('o_proj')[(target + i) * this.width + this.index * 2 * this.half + i] = gain;
    }
  }

  /** Writes the share of `direction` to the dimension `target`. */
  tell(direction: Float32Array, target: number, gain: number): void {
    this.row('v_proj', 0).set(direction);
    this.weight('o_proj')[target * this.width + this.index * 2 * this.half] = gain;
  }

  private get width(): number {
    return 2 * this.half * this.config.num_attention_heads;
  }

  private row(name: string, i: number): Float32Array {
    const d = this.config.hidden_size;
    const start = (this.index * 2 * this.half + i) * d;
    return this.weight(name).subarray(start, start + d);
  }

  private weight(name: string): Float32Array {
    return this.parameters.get(`model.layers.${this.layer}.self_attn.${name}.weight`) as Float32Array;
  }
}

/** Normal weights; output matrices are zero, norms one, and embeddings fill the first dimensions and the constant. */
function randomParameters(config: ModelConfig, seed: number, silent: readonly number[]): Parameters {
  const d = config.hidden_size;
  const parameters: Parameters = new Map();
  for (const [name, shape] of llamaParameterShapes(config)) {
    const random = new RandomStream(seed, name);
    const length = shape.reduce((product, n) => product * n, 1);
    const embeds = name.includes('embed');
    const sd = embeds ? EMBEDDING_SD : /o_proj|down_proj/.test(name) ? 0 : 1 / Math.sqrt(d);
    const draw = (i: number) => {
      if (embeds && i % d >= EMBEDDED) return i % d === d - 1 ? CONSTANT : 0;
      return sd * random.normal();
    };
    parameters.set(
      name,
      shape.length === 1 ? new Float32Array(length).fill(1) : Float32Array.from({ length }, (_, i) => draw(i)),
    );
    if (!embeds) continue;
    const embeddings = parameters.get(name) as Float32Array;
    for (let start = 0; start < length; start += d) {
      if (silent.includes(start / d)) {
        embeddings.fill(0, start, start + 48);
        normalise(embeddings.subarray(start + 48, start + EMBEDDED));
        continue;
      }
      normalise(embeddings.subarray(start, start + 32));
      normalise(embeddings.subarray(start + 32, start + EMBEDDED));
    }
  }
  return parameters;
}

/** Scales `x` to the length that random numbers of the embeddings' deviation have on average. */
function normalise(x: Float32Array): void {
  const scale = (EMBEDDING_SD * Math.sqrt(x.length)) / Math.hypot(...x);
  for (let i = 0; i < x.length; i++) x[i]! *= scale;
}
