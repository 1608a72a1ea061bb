import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/autodiff.js';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { Session } from '../graph/session.js';
import { LOSS_FIXTURE } from './fixtures/loss.contract.js';
import { cosineDistance, type FeatureDistance, tripletLoss } from './triplet-loss.js';

/** The loss and its gradients on features of `shape`. */
async function evaluate(
  features: readonly ArrayLike<number>[],
  shape: readonly number[],
  margin: number,
  distance: FeatureDistance,
) {
  const graph = new Graph();
  const names = ['anchor', 'positive', 'negative'];
  const parts = names.map((name) => graph.input(name, shape)) as [Tensor, Tensor, Tensor];
  const loss = tripletLoss(...parts, margin, distance);
  const derivatives = gradients(loss, parts);
  const outputs = Object.fromEntries(derivatives.map((gradient, i) => [`gradient${i}`, gradient]));
  const session = await Session.compile(graph, { loss, ...outputs });
  const results = await session.run(
    Object.fromEntries(names.map((name, i) => [name, Float32Array.from(features[i] as number[])])),
  );
  await session.release();
  return { loss: results.loss?.[0] as number, gradients: names.map((_, i) => results[`gradient${i}`] as Float32Array) };
}

describe('tripletLoss', () => {
  it('agrees with torch.nn.TripletMarginLoss in the Euclidean distance', async () => {
    const { features, shape, margin, loss, gradients: expected } = LOSS_FIXTURE.tripletMargin;
    const actual = await evaluate(features, shape, margin, 'euclidean');
    expect(relativeL2([actual.loss], [loss])).toBeLessThanOrEqual(1e-5);
    for (const [i, gradient] of expected.entries())
      expect(relativeL2(actual.gradients[i] as Float32Array, gradient)).toBeLessThanOrEqual(1e-5);
  });

  it.each([
    ['cosine', 1],
    ['euclidean', 0],
  ] as const)('is the margin, with finite gradients, where all features are equal (%s)', async (distance, value) => {
    const same = [3, 4, 0, 0.5];
    const { loss, gradients: derivatives } = await evaluate([same, same, same], [2, 2], value + 0.25, distance);
    expect(loss).toBeCloseTo(value + 0.25, 6);
    for (const gradient of derivatives) expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it.each(['cosine', 'euclidean'] as const)('survives features of zero (%s)', async (distance) => {
    const zero = [0, 0, 0, 0];
    const { loss, gradients: derivatives } = await evaluate([zero, zero, zero], [2, 2], 0.25, distance);
    expect(loss).toBeCloseTo(0.25, 6);
    for (const gradient of derivatives) expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('is 0, and pulls nowhere, once the negative is far enough', async () => {
    const { loss, gradients: derivatives } = await evaluate(
      [
        [1, 0],
        [1, 0],
        [-1, 0],
      ],
      [1, 2],
      0.5,
      'cosine',
    );
    expect(loss).toBe(0);
    for (const gradient of derivatives) expect([...gradient].map(Math.abs)).toEqual([0, 0]);
  });
});

describe('cosineDistance', () => {
  it('is 0 along, 1 across and 2 against, whatever the lengths', async () => {
    const graph = new Graph();
    const distance = cosineDistance(graph.input('a', [3, 2]), graph.input('b', [3, 2]));
    const session = await Session.compile(graph, { distance });
    const { distance: values } = await session.run({
      a: Float32Array.of(1, 2, 3, 0, 1, 1),
      b: Float32Array.of(10, 20, 0, 7, -0.5, -0.5),
    });
    await session.release();
    for (const [i, expected] of [0, 1, 2].entries()) expect(values?.[i]).toBeCloseTo(expected, 6);
  });
});
