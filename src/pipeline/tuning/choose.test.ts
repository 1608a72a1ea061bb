import { describe, expect, it } from 'vitest';
import { best, choose } from './choose.js';
import type { TriedMerge } from './tune-result.js';

const figure = (value: number, half = 0.05) => ({
  ...{ value, low: value - half, high: value + half, bca: null, n: 90, questions: 30 },
});

function tried(name: string, rs: number, change: Partial<TriedMerge> = {}): TriedMerge {
  const trial = name.startsWith('u')
    ? { uniform: 0.4, dropProbability: 0.2 }
    : { a: 3, b: -1, distance: 'mean' as const, dropProbability: 0.2 };
  const other = figure(0.4);
  return {
    name,
    trial,
    figures: { rs: figure(rs), em: other, rougeL: other, bothRight: other },
    gain: null,
    guarded: true,
    ...change,
  };
}

describe('best', () => {
  it('is the most consistent that keeps the guard, the first of equals, and without any the most consistent', () => {
    const loose = tried('u0', 0.9, { guarded: false });
    expect(best([loose, tried('u1', 0.6), tried('u2', 0.7), tried('u3', 0.7)])?.name).toBe('u2');
    expect(best([loose])?.name).toBe('u0');
    expect(best([])).toBeUndefined();
  });
});

describe('choose', () => {
  const uniform = tried('u1', 0.6);

  it('takes a weighting by layers only if it is better beyond its interval', () => {
    const better = tried('layers', 0.7, { gain: figure(0.1) });
    expect(choose([uniform, better]).chosen.name).toBe('layers');
    const perhaps = tried('layers', 0.64, { gain: figure(0.04) });
    const { chosen, reason } = choose([uniform, perhaps]);
    expect(chosen.name).toBe('u1');
    expect(reason).toContain('+0.040 [-0.010, +0.090]');
  });

  it('does not take one that breaks the guard, and says so where all do', () => {
    const broken = tried('layers', 0.8, { gain: figure(0.2), guarded: false });
    expect(choose([uniform, broken]).chosen.name).toBe('u1');
    const { reason } = choose([tried('u1', 0.6, { guarded: false }), broken]);
    expect(reason).toContain('No trial keeps the guard');
  });
});
