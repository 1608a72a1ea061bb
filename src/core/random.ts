/**
 * Counter-based randomness: every choice is a pure function of (seed, name, index), never of call order, so that
 * threads, chunks and resumed runs cannot change a result.
 */

/** Mixes a 32-bit word so that every input bit reaches every output bit (murmur3's finalizer). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const UTF8 = new TextEncoder();

/** A 32-bit key for (seed, name): FNV-1a over the UTF-8 bytes, mixed twice. */
export function randomKey(seed: number, name: string): number {
  let h = mix32(seed ^ 0x9e3779b9) ^ 0x811c9dc5;
  for (const byte of UTF8.encode(name)) h = Math.imul(h ^ byte, 0x01000193);
  return mix32(mix32(h) + 0x7f4a7c15);
}

/** The `index`-th uniform 32-bit word of stream `key`; index below 2^53. */
export function randomWord(key: number, index: number): number {
  const low = index >>> 0;
  const high = Math.floor(index / 2 ** 32);
  return mix32(mix32(low ^ key) + Math.imul(high + 1, 0x9e3779b9) + key);
}

/** A sequential generator over one stream, for code that draws an unknown number of values. */
export class RandomStream {
  private readonly key: number;
  private index = 0;

  constructor(seed: number, name: string) {
    this.key = randomKey(seed, name);
  }

  /** Uniform in [0, 1) with 32 bits. */
  uniform(): number {
    return randomWord(this.key, this.index++) / 2 ** 32;
  }

  /** Uniform integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    const u = 1 - this.uniform();
    const v = this.uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** A new, shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }

  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
