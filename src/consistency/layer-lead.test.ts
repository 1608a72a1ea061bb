import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { layerLead } from './layer-lead.js';
import { cosineSimilarityMatrix, type SimilarityMatrix, similarityDistance } from './similarity.js';
import { cornerOf } from './similarity-sample.js';

function rows(count: number, seed: number): Float32Array[] {
  const random = new RandomStream(seed, 'layer lead');
  return Array.from({ length: count }, () => Float32Array.from({ length: 6 }, () => random.normal()));
}

/** `matrix` without query `gone`. */
function without({ size, values }: SimilarityMatrix, gone: number): SimilarityMatrix {
  const kept = [...values].filter((_, at) => Math.floor(at / size) !== gone && at % size !== gone);
  return { size: size - 1, values: Float64Array.from(kept) };
}

describe('layerLead', () => {
  const reference = cosineSimilarityMatrix(rows(12, 1));
  const models = [2, 3, 4].map((seed) => cosineSimilarityMatrix(rows(12, seed)));

  it.each(['mean', 'frobenius'] as const)('jackknifes the %s margin of the two closest', (distance) => {
    const lead = layerLead(models, reference, distance)!;
    const d = models.map((matrix) => similarityDistance(matrix, reference, distance));
    const [first, second] = [0, 1, 2].sort((a, b) => d[a]! - d[b]!) as [number, number];
    expect(lead.model).toBe(first);
    expect(lead.margin).toBeCloseTo(d[second]! - d[first]!, 12);
    const left = Array.from({ length: 12 }, (_, i) => {
      const of = (k: number) => similarityDistance(without(models[k]!, i), without(reference, i), distance);
      return of(second) - of(first);
    });
    const mean = left.reduce((sum, value) => sum + value, 0) / 12;
    const half = 1.959963984540054 * Math.sqrt((11 / 12) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    expect(lead.low).toBeCloseTo(lead.margin - half, 10);
    expect(lead.high).toBeCloseTo(lead.margin + half, 10);
  });

  it('is certain of a model that equals the reference where the other is far off', () => {
    const far = cosineSimilarityMatrix(rows(12, 9));
    const lead = layerLead([far, reference], reference, 'mean')!;
    expect(lead.model).toBe(1);
    expect(lead.low).toBeGreaterThan(0);
  });

  it('tells nothing for one model, few queries or ranks', () => {
    expect(layerLead(models.slice(0, 1), reference, 'mean')).toBeNull();
    expect(layerLead(models, reference, 'spearman')).toBeNull();
    const few = [1, 2].map((seed) => cosineSimilarityMatrix(rows(7, seed)));
    expect(layerLead(few, few[0]!, 'mean')).toBeNull();
  });
});

describe('cornerOf', () => {
  it('keeps the first queries', () => {
    const values = Float64Array.from([1, 0.123456, 0.3, 0.123456, 1, -1e-9, 0.3, -1e-9, 1]);
    expect(cornerOf({ size: 3, values }, 2)).toEqual([1, 0.1235, 0.1235, 1]);
    expect(cornerOf({ size: 3, values }, 3)).toEqual([1, 0.1235, 0.3, 0.1235, 1, 0, 0.3, 0, 1]);
  });
});
