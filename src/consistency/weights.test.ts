import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from './fixtures/layers.json' with { type: 'json' };
import { layerDistances } from './layer-distances.js';
import { layerWeights } from './layer-weights.js';
import { cosineSimilarityMatrix, SIMILARITY_DISTANCES } from './similarity.js';
import { consistencyWeights, uniformWeights, weightsSchema } from './weights.js';

const { a, b } = fixture;
const rows = (values: readonly (readonly number[])[]) => values.map((row) => Float32Array.from(row));
const activations = fixture.activations.map((model) => model.map(rows));
const reference = cosineSimilarityMatrix(rows(fixture.features));
const shapeMismatch = expect.objectContaining({ code: 'SHAPE_MISMATCH' });

describe('layerDistances', () => {
  it.each(SIMILARITY_DISTANCES)('equals numpy for every layer and model: %s', (distance) => {
    for (const [model, states] of activations.entries()) {
      const distances = layerDistances(states, reference, distance);
      expect(distances.length).toBe(4);
      for (const [layer, value] of distances.entries()) {
        expect(value).toBeCloseTo(fixture.distances[distance][layer]![model]!, 12);
      }
    }
  });

  it('leaves the embedding output out', () => {
    const changed = [rows(fixture.features), ...activations[0]!.slice(1)];
    expect(layerDistances(changed, reference, 'mean')).toEqual(layerDistances(activations[0]!, reference, 'mean'));
  });

  it('refuses activations without a layer or of another number of queries', () => {
    expect(() => layerDistances(activations[0]!.slice(0, 1), reference, 'mean')).toThrow(shapeMismatch);
    const fewer = activations[0]!.map((states) => states.slice(1));
    expect(() => layerDistances(fewer, reference, 'mean')).toThrow(shapeMismatch);
  });
});

describe('layerWeights', () => {
  it('equals numpy, also where all distances are equal', () => {
    for (const expected of [...fixture.weights, fixture.equal]) {
      const actual = layerWeights(expected.d, { a, b });
      for (const field of ['d', 'inv', 'r', 'w'] as const) {
        for (const [model, value] of expected[field].entries()) expect(actual[field][model]).toBeCloseTo(value, 12);
      }
    }
  });

  it('ranks models by distance, with r summing to 1 and 0 for the worst', () => {
    const distances = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(distances, (d) => {
        const { r, w } = layerWeights(d, { a: 2, b: -1 });
        expect(r.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        for (let i = 0; i < d.length; i++) {
          expect(w[i]).toBeGreaterThan(0);
          expect(w[i]).toBeLessThan(1);
          for (let j = 0; j < d.length; j++) if (d[i]! < d[j]!) expect(w[i]).toBeGreaterThanOrEqual(w[j]!);
        }
      }),
    );
  });

  it('takes differences that are only rounding for equality', () => {
    expect(layerWeights([0.3, 0.1 + 0.2, 0.3], { a: 1, b: 0 }).r).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(layerWeights([0, 0], { a: 1, b: 0 }).r).toEqual([0.5, 0.5]);
    expect(layerWeights([0.4], { a: 1, b: 0 }).r).toEqual([1]);
  });

  it('refuses no models, bad distances and bad constants', () => {
    expect(() => layerWeights([], { a, b })).toThrow(shapeMismatch);
    expect(() => layerWeights([0.1, Number.NaN], { a, b })).toThrow(shapeMismatch);
    expect(() => layerWeights([-0.1], { a, b })).toThrow(shapeMismatch);
    expect(() => layerWeights([0.1], { a: Number.POSITIVE_INFINITY, b })).toThrow(shapeMismatch);
  });
});

describe('weights.json', () => {
  const provenance = { encoder: 'tfidf-svd-128', pooling: 'max', distance: 'mean', queries: 9 } as const;
  const models = activations.map((states, index) => ({
    name: ['HTD', 'SEM', 'SPA'][index]!,
    distances: layerDistances(states, reference, 'mean'),
  }));
  const weights = consistencyWeights(models, { a, b }, provenance);

  it('holds one entry per transformer layer and one number per model, and passes its schema', () => {
    expect(weightsSchema.parse(JSON.parse(JSON.stringify(weights)))).toEqual(weights);
    expect(weights).toMatchObject({ ...provenance, a, b, layers: 4, models: ['HTD', 'SEM', 'SPA'] });
    for (const [layer, entry] of weights.perLayer.entries()) {
      expect(entry.layer).toBe(layer);
      for (const [model, w] of fixture.weights[layer]!.w.entries()) expect(entry.w[model]).toBeCloseTo(w, 12);
    }
  });

  it('has a uniform counterpart of the same mean', () => {
    const mean = fixture.weights.flatMap((layer) => layer.w).reduce((sum, w) => sum + w, 0) / 12;
    const uniform = uniformWeights(mean, weights.models, weights.layers);
    expect(weightsSchema.parse(JSON.parse(JSON.stringify(uniform)))).toEqual(uniform);
    expect(uniform.uniform).toBe(mean);
    expect(uniform.perLayer.map((entry) => entry.w)).toEqual(Array(4).fill([mean, mean, mean]));
  });

  it('schema refuses missing layers, layers out of order and lists of another length', () => {
    const [first, ...rest] = weights.perLayer;
    for (const perLayer of [
      rest,
      [...rest, first],
      [{ ...first, w: [0.5] }, ...rest],
      [{ ...first, d: [] }, ...rest],
    ]) {
      expect(weightsSchema.safeParse({ ...weights, perLayer }).success).toBe(false);
    }
  });

  it('refuses models with different numbers of layers, none at all, and a weight that is not finite', () => {
    const uneven = [models[0]!, { name: 'SEM', distances: [0.1] }];
    expect(() => consistencyWeights(uneven, { a, b }, provenance)).toThrow(shapeMismatch);
    expect(() => consistencyWeights([], { a, b }, provenance)).toThrow(shapeMismatch);
    expect(() => uniformWeights(Number.NaN, ['HTD'], 4)).toThrow(shapeMismatch);
    expect(() => uniformWeights(0.4, [], 4)).toThrow(shapeMismatch);
    expect(() => uniformWeights(0.4, ['HTD'], 0)).toThrow(shapeMismatch);
  });
});
