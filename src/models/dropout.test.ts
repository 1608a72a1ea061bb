import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.js';
import { Session } from '../graph/session.js';
import { dropout } from './dropout.js';

const SHAPE = [40, 250];
const SIZE = 10_000;
const ONES = new Float32Array(SIZE).fill(1);

/** Two masks of one pass, by a key. */
async function masks(rate: number, ...keys: number[]) {
  const graph = new Graph();
  const x = graph.input('x', SHAPE);
  const settings = { rate, key: graph.input('key', [1], 'int64') };
  const outputs = { a: dropout(x, settings, 'a'), again: dropout(x, settings, 'a'), b: dropout(x, settings, 'b') };
  const session = await Session.compile(graph, outputs);
  const results = [];
  for (const key of keys) results.push(await session.run({ x: ONES, key: BigInt64Array.of(BigInt(key)) }));
  await session.release();
  return results as [{ a: Float32Array; again: Float32Array; b: Float32Array }];
}

/** The correlation of which elements two masks keep. */
function correlation(a: Float32Array, b: Float32Array): number {
  const kept = (mask: Float32Array) => mask.reduce((sum, value) => sum + Math.sign(value), 0) / SIZE;
  let both = 0;
  for (let i = 0; i < SIZE; i++) both += Math.sign((a[i] as number) * (b[i] as number));
  const [p, q] = [kept(a), kept(b)];
  return (both / SIZE - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q));
}

describe('dropout', () => {
  it.each([0.1, 0.5, 0.9])('drops %d of the elements and divides the others by what is kept', async (rate) => {
    const [{ a }] = await masks(rate, 12345);
    const scaled = Math.fround(1 / (1 - rate));
    expect(a.every((value) => value === 0 || Math.abs(value - scaled) < 1e-5)).toBe(true);
    const kept = a.filter((value) => value > 0).length / SIZE;
    // Four standard deviations.
    expect(Math.abs(kept - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / SIZE));
  });

  it('depends on key and place alone, and unlike ones, neighbors too, are independent', async () => {
    const results = await masks(0.5, 0, 1, 0xffffffff, 0);
    const [first, second, third, repeated] = results as unknown as [
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
      (typeof results)[0],
    ];
    expect(first.again).toEqual(first.a);
    expect(repeated).toEqual(first);
    const pairs: [Float32Array, Float32Array][] = [
      [first.a, first.b],
      [first.a, second.a],
      [first.a, third.a],
      [second.b, third.b],
      [first.a.subarray(1), first.a],
      [first.a.subarray(250), first.a],
    ];
    for (const [a, b] of pairs) {
      const length = Math.min(a.length, b.length);
      const padded = (mask: Float32Array) => Float32Array.from({ length: SIZE }, (_, i) => mask[i % length] as number);
      expect(Math.abs(correlation(padded(a), padded(b)))).toBeLessThan(4 / Math.sqrt(SIZE));
    }
  });
});
