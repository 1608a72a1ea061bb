import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maskKey } from './arithmetic/dare.js';
import { MemoryStream } from './arithmetic/tensor-stream.js';
import { METHODS } from './methods/registry.js';

interface Golden {
  parameters: { density: number; epsilon?: number; weight: number[] };
  mean: number[];
  std: number[];
  kept: number[];
  l1: number;
  l1_std: number;
}
const { shape, seeds, base, models, ...golden } = JSON.parse(
  readFileSync(new URL('fixtures/mergekit/random.json', import.meta.url), 'utf8'),
) as { shape: number[]; seeds: number; base: number[]; models: number[][] } & Record<string, Golden>;

/** What a method adds to the base with a seed, of the first `count` models. */
function delta(name: string, { density, epsilon, weight }: Golden['parameters'], seed: number, count: number) {
  const method = METHODS.get(name)!;
  const inputs = [base, ...models.slice(0, count)].map((values) => Float32Array.from(values));
  const stream = new MemoryStream(shape, inputs);
  const defaults = Object.fromEntries(method.parameters.map(({ name: key, default: value }) => [key, value!]));
  method.merge({
    stream,
    base: 0,
    shared: defaults,
    perModel: [{}, ...weight.slice(0, count).map((w) => ({ weight: w, density, epsilon: epsilon ?? 0 }))],
    maskKey: (k, block) => maskKey(seed, `model ${k}`, 'tensor', block),
  });
  return stream.merged.map((value, i) => value - inputs[0]![i]!);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('agrees with mergekit in distribution, over 200 seeds', () => {
  it.each(Object.keys(golden))('%s', (name) => {
    const { parameters, ...expected } = golden[name] as Golden;
    const seedList = Array.from({ length: seeds }, (_, seed) => seed);
    const outs = seedList.map((seed) => delta(name, parameters, seed, 2));
    const solo = seedList.map((seed) => delta(name, parameters, seed, 1));

    // Per element, the two means are 200 draws each: their difference in standard errors is a standard normal.
    const scores = expected.mean.map((value, i) => {
      const own = outs.map((out) => out[i]!);
      const spread = Math.sqrt(mean(own.map((x) => (x - mean(own)) ** 2)));
      return (mean(own) - value) / (Math.hypot(spread, expected.std[i]!) / Math.sqrt(seeds) + 1e-9);
    });
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.5);
    expect(mean(scores.map((z) => z * z))).toBeGreaterThan(0.6);
    expect(mean(scores.map((z) => z * z))).toBeLessThan(1.4);

    // How often each element is kept, which for DELLA depends on its rank.
    const kept = expected.kept.map((share, i) => {
      const own = mean(solo.map((out) => Number(out[i] !== 0)));
      return (own - share) / (Math.sqrt(2 * Math.max(share * (1 - share), 0.01) * (1 / seeds)) + 1e-9);
    });
    expect(Math.max(...kept.map(Math.abs))).toBeLessThan(4.5);
    expect(Math.abs(mean(kept))).toBeLessThan(0.3);

    const norms = solo.map((out) => out.reduce((sum, value) => sum + Math.abs(value), 0));
    expect(Math.abs(mean(norms) - expected.l1)).toBeLessThan(1e-4 * expected.l1 + 4 * expected.l1_std);
  });
});
