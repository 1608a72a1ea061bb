import { headSize, type ModelConfig, type Parameters } from 'unisono/models';

/**
 * One attention head whose weights are written by hand. It begins with no queries, keys and values; the methods add to
 * them. A rotary pair p is the rows p and p + half of queries and keys; a low one turns fast with the distance between
 * two tokens, a high one hardly at all. The last dimension of the residual stream is the same for every token.
 */
export class HandWrittenHead {
  private readonly half: number;

  constructor(
    private readonly config: ModelConfig,
    private readonly parameters: Parameters,
    private readonly layer: number,
    private readonly index: number,
  ) {
    this.half = headSize(config) / 2;
    const size = headSize(config) * config.hidden_size;
    for (const name of ['q_proj', 'k_proj', 'v_proj']) this.weight(name).fill(0, index * size, (index + 1) * size);
  }

  /** Adds `strength` cos(theta (distance - by)) to the score, theta being the pair's rotary frequency. */
  lookBack(pair: number, by: number, strength: number): void {
    const everyToken = new Float32Array(this.config.hidden_size);
    everyToken[everyToken.length - 1] = 1;
    this.lookBackFrom(pair, everyToken, strength, by);
  }

  /** As `lookBack`, in proportion to the query's share of `direction`. */
  lookBackFrom(pair: number, direction: Float32Array, strength: number, by = 0): void {
    const angle = by * this.config.rope_theta ** (-pair / this.half);
    const gain = Math.sqrt(strength);
    add(this.row('k_proj', pair), this.config.hidden_size - 1, gain);
    for (const [j, share] of direction.entries()) {
      add(this.row('q_proj', pair), j, gain * share * Math.cos(angle));
      add(this.row('q_proj', pair + this.half), j, -gain * share * Math.sin(angle));
    }
  }

  /**
   * Adds `strength` times the key's share of `direction` to the score, for every query but those with a share of
   * `except`. `pair` is to be a slow one.
   */
  seek(pair: number, direction: Float32Array, strength: number, except?: Float32Array): void {
    add(this.row('q_proj', pair), this.config.hidden_size - 1, 1);
    for (const [j, share] of direction.entries()) add(this.row('k_proj', pair), j, strength * share);
    for (const [j, share] of except?.entries() ?? []) add(this.row('q_proj', pair), j, -0.25 * share);
  }

  /**
   * Scores by how well the query's dimensions from `query` on fit the key's from `key` on.
   *
   * @param from, to which of the 32 rows of slow pairs compare them
   */
  match(query: number, key: number, gain: number, from: number, to: number): void {
    const slow = Array.from({ length: 2 * this.half }, (_, i) => i).filter((i) => i % this.half >= this.half / 2);
    for (const [n, row] of slow.slice(from, to).entries()) {
      add(this.row('q_proj', row), query + n, gain);
      add(this.row('k_proj', row), key + n, gain);
    }
  }

  /** Writes `count` dimensions from `source` on to those from `target` on. */
  move(source: number, target: number, gain: number, count = 2 * this.half): void {
    for (let i = 0; i < count; i++) {
      this.row('v_proj', i)[source + i] = 1;
      this.output(target + i, i, gain);
    }
  }

  /** Writes `output` times the share of `direction`. */
  answerWith(direction: Float32Array, output: Float32Array, gain: number): void {
    this.row('v_proj', 0).set(direction);
    for (const [j, share] of output.entries()) this.output(j, 0, gain * share);
  }

  private output(dimension: number, row: number, value: number): void {
    const width = 2 * this.half * this.config.num_attention_heads;
    this.weight('o_proj')[dimension * width + this.index * 2 * this.half + row] = value;
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

function add(row: Float32Array, j: number, value: number): void {
  row[j] = (row[j] as number) + value;
}
