import { describe, expect, it } from 'vitest';
import { dropThreshold, isKept, type MaskKey, maskKey, maskWord, rescaledWeight } from './dare.js';

const COUNT = 1 << 16;

/** The mask of the first elements as 0 and 1. */
function mask(key: MaskKey, p: number, count = COUNT): Uint8Array {
  const threshold = dropThreshold(p);
  return Uint8Array.from({ length: count }, (_, i) => Number(isKept(key, i, threshold)));
}

/** Standard deviations by which a count of successes departs from its mean. */
function deviation(successes: number, trials: number, probability: number): number {
  return (successes - trials * probability) / Math.sqrt(trials * probability * (1 - probability));
}
const ones = (bits: Uint8Array) => bits.reduce((sum, bit) => sum + bit, 0);
const both = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, bit, i) => sum + (bit & b[i]!), 0);

describe('the kept fraction', () => {
  it.each([0.1, 0.3, 0.5, 0.9, 0.99])('is 1 - %d within binomial bounds', (p) => {
    const deviations = Array.from({ length: 40 }, (_, t) =>
      deviation(ones(mask(maskKey(1, 'm', `t${t}`), p)), COUNT, 1 - p),
    );
    expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(4);
    // Neither too far from the mean nor too near to it: the squares of 40 standard normals sum to 40 +- 9.
    const sum = deviations.reduce((s, d) => s + d * d, 0);
    expect(sum).toBeGreaterThan(13);
    expect(sum).toBeLessThan(80);
  });

  it('is everything at p = 0, and holds in every stretch of 64 elements', () => {
    expect(ones(mask(maskKey(1, 'm', 't'), 0))).toBe(COUNT);
    const bits = mask(maskKey(5, 'm', 't'), 0.5);
    let squares = 0;
    for (let at = 0; at < COUNT; at += 64) squares += deviation(ones(bits.subarray(at, at + 64)), 64, 0.5) ** 2;
    // Chi-square of 1024 degrees of freedom: its standard deviation is 45.
    expect(Math.abs(squares - 1024)).toBeLessThan(5 * 45);
  });
});

describe('masks are uncorrelated', () => {
  const keys = [
    ...['htd', 'sem', 'spa', 'a', 'b'].map((model) => maskKey(7, model, 'model.layers.0.mlp.up_proj.weight')),
    ...[0, 1, 2, 3, 4, 5].map((layer) => maskKey(7, 'htd', `model.layers.${layer}.mlp.down_proj.weight`)),
    ...[0, 1, 2, 3, 8].map((seed) => maskKey(seed, 'htd', 'model.layers.0.mlp.up_proj.weight')),
    maskKey(7, 'htd', 'model.layers.0.mlp.up_proj.weight', 1),
  ];

  it.each([0.5, 0.9])('between models, tensors, seeds and blocks at p = %d', (p) => {
    const masks = keys.map((key) => mask(key, p));
    for (const [i, a] of masks.entries()) {
      for (const b of masks.slice(i + 1))
        expect(Math.abs(deviation(both(a, b), COUNT, (1 - p) ** 2))).toBeLessThan(4.5);
    }
  });

  it('over many pairs of keys: their deviations are those of independent masks', () => {
    const pairs = 1500;
    let squares = 0;
    for (let n = 0; n < pairs; n++) {
      const [a, b] = [mask(maskKey(n, 'm', 't'), 0.5, 2048), mask(maskKey(n + 1, 'm', 't'), 0.5, 2048)];
      squares += deviation(both(a, b), 2048, 0.25) ** 2;
    }
    // Chi-square of 1500 degrees of freedom: its standard deviation is 55.
    expect(Math.abs(squares - pairs)).toBeLessThan(5 * 55);
  });

  it('along one mask', () => {
    const bits = mask(maskKey(3, 'm', 't'), 0.5);
    for (const lag of [1, 2, 3, 4, 8, 64, 576, 1024, 4096]) {
      const shifted = both(bits.subarray(lag), bits.subarray(0, -lag));
      expect(Math.abs(deviation(shifted, COUNT - lag, 0.25))).toBeLessThan(4.5);
    }
  });

  it('and are no permutation of each other by a constant', () => {
    const [a, b] = [maskKey(0, 'm', 't'), maskKey(1, 'm', 't')];
    const pairs = Array.from({ length: COUNT / 2 }, (_, pair) => pair);
    const word = (key: MaskKey, pair: number) => maskWord(key, 2 * pair);
    // With the first key word alone, all would be equal; by chance, one in 65536 is.
    const equal = pairs.filter((pair) => word(a, pair) === word(b, (pair ^ a[0] ^ b[0]) & 0x7fffffff));
    expect(equal.length).toBeLessThan(8);
  });
});

it('depends on seed, model, tensor and block, each by itself', () => {
  const keys = [
    maskKey(1, 'm', 't'),
    maskKey(2, 'm', 't'),
    maskKey(1, 'n', 't'),
    maskKey(1, 'm', 'u'),
    maskKey(1, 'm', 't', 1),
  ];
  expect(new Set(keys.map(String)).size).toBe(keys.length);
  expect(maskKey(1, 'a/b', 'c')).not.toEqual(maskKey(1, 'a', 'b/c'));
});

it('holds its first words, so that published merges can be made again', () => {
  expect([0, 1, 2, 2 ** 32 - 1].map((i) => maskWord(maskKey(0, 'htd', 'model.norm.weight'), i))).toMatchInlineSnapshot(`
    [
      53535,
      53563,
      9945,
      49259,
    ]
  `);
});

it('rescales by 1 / (1 - p) in float32', () => {
  expect(rescaledWeight(0.5, 0.75)).toBe(2);
  // 0.1 is 6554 of 65536 mask words.
  expect(rescaledWeight(0.7, 0.1)).toBe(Math.fround(0.7 / (1 - 6554 / 65536)));
});

it('turns p into a threshold on 16-bit words', () => {
  expect([0, 0.5, 0.25, 1 - 2 ** -40].map(dropThreshold)).toEqual([0, 32768, 16384, 65535]);
});
