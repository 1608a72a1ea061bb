import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { EmbeddingStore } from './embedding-store.js';
import { neighborPairs } from './vector-index.js';

const DIMENSIONS = 48;

/** Rows in clusters of about ten, and their cosine similarities in float64. */
function clustered(count: number, seed: number) {
  const random = new RandomStream(seed, 'rows');
  const draw = () => Float32Array.from({ length: DIMENSIONS }, () => random.normal());
  const centers = Array.from({ length: Math.ceil(count / 10) }, draw);
  const rows = Array.from({ length: count }, () => {
    const center = random.pick(centers);
    return draw().map((value, i) => center[i]! + 0.4 * value);
  });
  const store = new EmbeddingStore(count, DIMENSIONS);
  for (const [i, row] of rows.entries()) store.set(i, row);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const cosine = (a: number, b: number) =>
    dot(rows[a]!, rows[b]!) / Math.sqrt(dot(rows[a]!, rows[a]!) * dot(rows[b]!, rows[b]!));
  return { store, cosine };
}

describe('8-bit embeddings', () => {
  it('keep cosine similarities', () => {
    const { store, cosine } = clustered(200, 1);
    for (let i = 1; i < 200; i++) expect(Math.abs(store.similarity(0, i) - cosine(0, i))).toBeLessThan(0.01);
    const row = new Float32Array(DIMENSIONS);
    store.read(5, row);
    expect(Math.hypot(...row)).toBeCloseTo(1, 2);
  });

  it('are like nothing where the encoder knew nothing', () => {
    const store = new EmbeddingStore(2, 3);
    store.set(0, new Float32Array([1, 2, 3]));
    store.set(1, new Float32Array(3));
    expect(store.similarity(0, 1)).toBe(0);
  });
});

describe('neighbor pairs', () => {
  it('are nearly all that an exact search finds, each once, the most alike first', async () => {
    const { store } = clustered(1500, 2);
    const least = 0.8;
    const { a, b, similarity } = await neighborPairs(store, { k: 20, least });
    const found = new Set(Array.from(a, (first, i) => `${first} ${b[i]}`));
    expect(found.size).toBe(a.length);
    expect([...similarity]).toEqual([...similarity].sort((x, y) => y - x));
    expect(Array.from(a).every((first, i) => first < b[i]!)).toBe(true);
    let exact = 0;
    let hits = 0;
    for (let i = 0; i < 1500; i++) {
      const near = Array.from({ length: 1500 }, (_, j) => j)
        .filter((j) => j !== i && store.similarity(i, j) >= least)
        .sort((x, y) => store.similarity(i, y) - store.similarity(i, x))
        .slice(0, 20);
      exact += near.length;
      hits += near.filter((j) => found.has(`${Math.min(i, j)} ${Math.max(i, j)}`)).length;
    }
    expect(exact).toBeGreaterThan(5000);
    expect(hits / exact).toBeGreaterThan(0.98);
  });

  it('are the same every time, and none for one row', async () => {
    const { store } = clustered(700, 3);
    const once = await neighborPairs(store, { k: 5, least: 0.5 });
    expect(await neighborPairs(store, { k: 5, least: 0.5 })).toEqual(once);
    const single = new EmbeddingStore(1, DIMENSIONS);
    single.set(0, new Float32Array(DIMENSIONS).fill(1));
    expect((await neighborPairs(single, { k: 5, least: 0 })).a).toHaveLength(0);
  });
});
