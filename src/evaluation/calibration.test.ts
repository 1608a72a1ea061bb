import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Calibration, calibrateThreshold } from './calibration.js';

const valuesOf = ({ threshold, figures: { precision, recall, f1 } }: Calibration) => ({
  ...{ threshold, precision: precision.value, recall: recall.value, f1: f1.value },
});

const HOW = { resamples: 200, seed: 4 };

/** F1 of "above the threshold", by counting. */
function f1(similarities: readonly number[], same: readonly boolean[], threshold: number): number {
  const above = similarities.map((similarity) => similarity > threshold);
  const hits = above.filter((yes, i) => yes && same[i]).length;
  const wrong = above.filter((yes, i) => yes !== same[i]).length;
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + wrong);
}

describe('calibrateThreshold', () => {
  it('separates what can be separated, half way between the two sides', () => {
    const result = calibrateThreshold([0.9, 0.2, 0.6, 0.4], [true, false, true, false], HOW);
    expect(valuesOf(result)).toEqual({ threshold: 0.5, precision: 1, recall: 1, f1: 1 });
    expect(result).toMatchObject({ same: 2, seed: 4, figures: { f1: { n: 4, questions: 4 } } });
    expect(Calibration.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it('takes the higher precision, then the higher threshold, of equal F1', () => {
    // Above .7 one of one, F1 2/3; above .2 two of four, F1 2/3: the first is more often right.
    const tied = calibrateThreshold([0.8, 0.6, 0.5, 0.4, 0.1], [true, false, false, true, false], HOW);
    expect(valuesOf(tied)).toMatchObject({ precision: 1, recall: 0.5 });
    expect(tied.threshold).toBeCloseTo(0.7, 12);
  });

  it('never ends at 1, which no similarity is above', () => {
    expect(calibrateThreshold([1, 1, 0.3], [true, true, false], HOW).threshold).toBeCloseTo(0.65, 12);
    expect(valuesOf(calibrateThreshold([1, 1], [true, false], HOW))).toMatchObject({
      threshold: 0,
      precision: 0.5,
      recall: 1,
    });
    expect(valuesOf(calibrateThreshold([0, 0], [true, false], HOW))).toMatchObject({ threshold: 0, f1: 0, recall: 0 });
  });

  it('reaches the best F1 that there is, which is that of its threshold', () => {
    const pair = fc.tuple(fc.constantFrom(0, 0.1, 0.25, 0.5, 0.5, 0.75, 1), fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 12 }), (pairs) => {
        const [similarities, same] = [pairs.map(([value]) => value), pairs.map(([, label]) => label)];
        fc.pre(same.includes(true) && same.includes(false));
        const result = calibrateThreshold(similarities, same, { resamples: 20, seed: 1 });
        const best = Math.max(...[0, 0.05, 0.2, 0.4, 0.6, 0.9].map((t) => f1(similarities, same, t)));
        expect(result.figures.f1.value).toBeCloseTo(best, 12);
        expect(f1(similarities, same, result.threshold)).toBeCloseTo(result.figures.f1.value, 12);
        expect(result.figures.threshold.low).toBeLessThanOrEqual(result.figures.threshold.high);
      }),
    );
  });

  it('gives precision, recall and F1 intervals around their values, wider where pairs belong together', () => {
    const similarities = Array.from({ length: 120 }, (_, i) => ((i * 7919) % 1000) / 1000);
    const same = similarities.map((value, i) => value + ((i * 31) % 10) / 20 > 0.7);
    const alone = calibrateThreshold(similarities, same, HOW);
    for (const name of ['precision', 'recall', 'f1'] as const) {
      const { value, bca, ...ends } = alone.figures[name];
      for (const [low, high] of [[ends.low, ends.high] as const, bca!]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(high - low).toBeGreaterThan(0.02);
      }
    }
    // Every pair three times over under one question: the same figures, and no more to know than from one of each.
    const thrice = <T>(values: readonly T[]) => values.flatMap((value) => [value, value, value]);
    const questions = thrice(similarities.map((_, i) => `q${i}`));
    const together = calibrateThreshold(thrice(similarities), thrice(same), HOW, questions);
    expect(together.figures.precision.low).toBeCloseTo(alone.figures.precision.low, 12);
    expect(together.figures.f1.bca![1]).toBeCloseTo(alone.figures.f1.bca![1], 12);
    const apart = calibrateThreshold(thrice(similarities), thrice(same), HOW);
    const width = ({ figures: { recall } }: Calibration) => recall.high - recall.low;
    expect(width(apart)).toBeLessThan(width(together));
  });

  it('is a function of the seed, and narrows with more pairs', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 1000);
    const labels = (values: number[]) => values.map((value, i) => value + ((i * 31) % 10) / 20 > 0.7);
    const width = (count: number) => {
      const result = calibrateThreshold(many(count), labels(many(count)), HOW);
      expect(calibrateThreshold(many(count), labels(many(count)), HOW)).toEqual(result);
      return result.figures.f1.high - result.figures.f1.low;
    };
    expect(width(800)).toBeLessThan(width(40));
  });

  it('refuses pairs of one label', () => {
    expect(() => calibrateThreshold([0.5, 0.6], [true, true], HOW)).toThrow(
      expect.objectContaining({ code: 'TOO_FEW_QUERIES' }),
    );
  });
});
