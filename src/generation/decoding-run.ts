import { randomKey, randomWord } from '../core/random.js';
import { MASKED } from '../models/attention-mask.js';
import { chooseToken } from './choose-token.js';
import type { DecoderPasses } from './decoder-passes.js';
import { type Decoding, greedyDecoding } from './decoding.js';
import { KeyValueCache } from './key-value-cache.js';

/** Smallest common beginning, in tokens, for which a prompt reuses the keys and values of another one. */
const LEAST_SHARED = 32;

/** How answers are decoded. */
export interface GenerateOptions {
  /** Sequences decoded at a time; a finished one is replaced by the next prompt. Default: all. */
  readonly rows?: number;
  /** Default: greedy, until config.json's end tokens. */
  readonly decoding?: Decoding;
  /** Name of each prompt: its random choices depend only on the seed, the name and the position. Default: its index. */
  readonly names?: readonly string[];
  /** Additional stop condition besides end tokens and length; called after every token. */
  readonly stopped?: (answer: readonly number[]) => boolean;
}

/** One sequence during decoding. */
interface Row {
  /** Index of its prompt. */
  readonly index: number;
  readonly prompt: readonly number[];
  readonly answer: number[];
  /** Number of tokens whose keys and values are in the cache. */
  length: number;
  open: boolean;
}

/** One call of `Generator.generate`: places for sequences, which are filled, decoded together, and filled again. */
export class DecodingRun {
  private readonly cache: KeyValueCache;
  private readonly mask: Float32Array;
  private readonly rows: (Row | undefined)[];
  private readonly decoding: Decoding;
  private readonly answers: number[][] = [];
  /** Number of prompt tokens computed; prompts with a common beginning share tokens. */
  tokensRead = 0;

  constructor(
    private readonly passes: DecoderPasses,
    count: number,
    private readonly capacity: number,
    private readonly maxNewTokens: number,
    private readonly options: GenerateOptions,
  ) {
    this.cache = new KeyValueCache(passes.config, count, capacity);
    this.mask = new Float32Array(count * capacity).fill(MASKED);
    this.rows = Array.from({ length: count }, () => undefined);
    this.decoding = options.decoding ?? greedyDecoding(passes.config);
  }

  async answer(prompts: readonly (readonly number[])[]): Promise<number[][]> {
    const waiting = [...prompts.entries()];
    for (;;) {
      // A first token may end an answer at once, which frees its row.
      for (let free = this.free(); free.length > 0 && waiting.length > 0; free = this.free()) {
        const taken = waiting.splice(0, free.length);
        await this.fill(taken.map(([index, prompt], i) => ({ place: free[i] as number, index, prompt })));
      }
      if (!this.rows.some((row) => row?.open)) return prompts.map((_, i) => this.answers[i] as number[]);
      await this.decode();
    }
  }

  private free(): number[] {
    return [...this.rows.keys()].filter((place) => !this.rows[place]?.open);
  }

  /** Reads prompts into their rows; a prompt with the beginning of a present one reuses its keys and values. */
  private async fill(incoming: readonly Incoming[]): Promise<void> {
    const fresh: Incoming[] = [];
    const derived: (Incoming & { source: number; shared: number })[] = [];
    const replaced = new Set(incoming.map(({ place }) => place));
    for (const one of incoming) {
      const sources = [
        ...[...this.rows.entries()].flatMap(([place, row]) =>
          row && (place === one.place || !replaced.has(place)) ? [{ place, prompt: row.prompt }] : [],
        ),
        ...fresh,
      ];
      const best = longestShared(one.prompt, sources);
      if (best && best.shared >= LEAST_SHARED) derived.push({ ...one, source: best.place, shared: best.shared });
      else fresh.push(one);
    }
    // Prompts that reuse their own row come first, before anything is overwritten.
    const [own, others] = [derived.filter((d) => d.source === d.place), derived.filter((d) => d.source !== d.place)];
    for (const one of own) await this.readAfter(one);
    await this.readWhole(fresh);
    for (const one of others) {
      this.cache.copyRow(one.source, one.place, one.shared);
      await this.readAfter(one);
    }
  }

  /** Many prompts at once if they fill most places; else one by one, so that few shapes need compiling. */
  private async readWhole(incoming: readonly Incoming[]): Promise<void> {
    const batch = incoming.length > this.rows.length / 2 ? this.rows.length : 1;
    for (let start = 0; start < incoming.length; start += batch) {
      const group = incoming.slice(start, start + batch);
      const length = roundUp(Math.max(...group.map(({ prompt }) => prompt.length)));
      const ids = new Int32Array(batch * length);
      const lastRows = new Int32Array(batch);
      for (const [i, { prompt }] of group.entries()) {
        ids.set(prompt, i * length);
        lastRows[i] = i * length + prompt.length - 1;
      }
      const outputs = await this.passes.prefill(batch, length, { ids, lastRows });
      for (const [i, one] of group.entries()) {
        this.cache.store(outputs, i, length, one.prompt.length, one.place, 0);
        this.seat(one, one.prompt.length, logitsOf(outputs, i, this.vocabulary));
      }
    }
  }

  /** Reads what a prompt has beyond the `shared` tokens whose keys and values its place holds. */
  private async readAfter({ shared, ...one }: Incoming & { shared: number }): Promise<void> {
    const rest = one.prompt.slice(shared);
    const length = roundUp(rest.length);
    const ids = new Int32Array(length);
    ids.set(rest);
    const outputs = await this.passes.extend(1, length, this.capacity, {
      ...this.cache.feedsOf(one.place),
      ids,
      positions: BigInt64Array.from({ length }, (_, i) => BigInt(shared + i)),
      lastRows: Int32Array.of(rest.length - 1),
      mask: new Float32Array(this.capacity).fill(MASKED).fill(0, 0, shared),
    });
    this.cache.store(outputs, 0, length, rest.length, one.place, shared);
    this.seat(one, rest.length, logitsOf(outputs, 0, this.vocabulary));
  }

  private seat({ place, index, prompt }: Incoming, read: number, logits: Float32Array): void {
    this.tokensRead += read;
    const row: Row = { index, prompt, answer: [], length: prompt.length, open: true };
    this.rows[place] = row;
    this.answers[index] = row.answer;
    this.mask.fill(MASKED, place * this.capacity, (place + 1) * this.capacity);
    this.mask.fill(0, place * this.capacity, place * this.capacity + prompt.length);
    this.take(row, logits);
  }

  /** One step of all rows; the results of finished rows are ignored. */
  private async decode(): Promise<void> {
    const count = this.rows.length;
    const tokenOf = (row: Row | undefined) => (row?.open ? (row.answer.at(-1) as number) : 0);
    const outputs = await this.passes.extend(count, 1, this.capacity, {
      ...this.cache.feeds,
      ids: Int32Array.from(this.rows, tokenOf),
      positions: BigInt64Array.from(this.rows, (row) => BigInt(row?.open ? row.length : 0)),
      lastRows: Int32Array.from({ length: count }, (_, i) => i),
      mask: this.mask,
    });
    for (const [place, row] of this.rows.entries()) {
      if (!row?.open) continue;
      this.cache.store(outputs, place, 1, 1, place, row.length);
      this.mask[place * this.capacity + row.length] = 0;
      row.length++;
      this.take(row, logitsOf(outputs, place, this.vocabulary));
    }
  }

  /** Adds the next token, or ends the row. */
  private take(row: Row, logits: Float32Array): void {
    const { decoding, options } = this;
    const name = options.names?.[row.index] ?? String(row.index);
    const uniform = randomWord(randomKey(decoding.seed, `token ${name}`), row.answer.length) / 2 ** 32;
    const token = chooseToken(logits, [...row.prompt, ...row.answer], decoding, uniform);
    if (decoding.endTokens.includes(token)) row.open = false;
    else {
      row.answer.push(token);
      row.open = row.answer.length < this.maxNewTokens && !options.stopped?.(row.answer);
    }
  }

  private get vocabulary(): number {
    return this.passes.config.vocab_size;
  }
}

/** A prompt and its row. */
interface Incoming {
  readonly place: number;
  readonly index: number;
  readonly prompt: readonly number[];
}

/** The source with the longest common beginning with `prompt`, without its last token, which is always computed. */
function longestShared(prompt: readonly number[], sources: readonly Pick<Incoming, 'place' | 'prompt'>[]) {
  let best: { place: number; shared: number } | undefined;
  for (const { place, prompt: other } of sources) {
    const limit = Math.min(prompt.length - 1, other.length);
    let shared = 0;
    while (shared < limit && prompt[shared] === other[shared]) shared++;
    if (!best || shared > best.shared) best = { place, shared };
  }
  return best;
}

function logitsOf(outputs: Readonly<Record<string, Float32Array>>, row: number, vocabulary: number): Float32Array {
  return (outputs.logits as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary);
}

/** Prompt lengths and cache capacities are rounded up to a step, so that few shapes need compiling. */
export function roundUp(n: number): number {
  return Math.ceil(n / 32) * 32;
}
