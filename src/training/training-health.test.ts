import { describe, expect, it } from 'vitest';
import { TrainingHealth } from './training-health.js';

const TRIPLET = { alpha: 1, margin: 0.3, distance: 'cosine', pooling: 'max', layer: -1 } as const;

/** The warnings, by step, of a run with these losses. */
function warnings(steps: number, ce: (step: number) => number, triplet: (step: number) => number | null = () => null) {
  const health = new TrainingHealth(TRIPLET);
  return Array.from({ length: steps }, (_, step) => health.observe({ ce: ce(step), triplet: triplet(step) })).flatMap(
    (warning, step) => (warning ? [[step, warning] as const] : []),
  );
}

describe('TrainingHealth', () => {
  it('says nothing of a loss that falls, with noise', () => {
    const noisy = (step: number) => 6 * Math.exp(-step / 30) + 0.3 + 0.2 * Math.sin(step * 7);
    expect(warnings(300, noisy, (step) => 0.3 * Math.exp(-step / 50))).toEqual([]);
  });

  it('says once that the loss explodes, and once more when it does so again', () => {
    const ce = (step: number) => (step < 50 ? 2 : step < 80 ? 9 : step < 200 ? 2 : 9);
    const said = warnings(230, ce);
    expect(said).toHaveLength(2);
    expect(said[0]?.[0]).toBeGreaterThanOrEqual(50);
    expect(said[0]?.[0]).toBeLessThan(55);
    expect(said[0]?.[1]).toMatch(
      /^the loss explodes: 2\.\d\d after 2\.00; lower the learning rate$|^the loss explodes: 3/,
    );
    expect(said[1]?.[0]).toBeGreaterThanOrEqual(200);
  });

  it('says that features have collapsed when the triplet loss stays at the margin', () => {
    const said = warnings(
      60,
      () => 1,
      (step) => (step < 10 ? 0.1 : 0.3),
    );
    expect(said).toEqual([[29, expect.stringContaining('stood at its margin 0.3 for 20 steps')]]);
  });

  it('counts only unbroken runs at the margin, and steps without triplets not at all', () => {
    expect(
      warnings(
        60,
        () => 1,
        (step) => (step % 19 === 0 ? 0.2 : 0.3),
      ),
    ).toEqual([]);
    const gaps = warnings(
      60,
      () => 1,
      (step) => (step % 2 === 0 ? null : 0.3),
    );
    expect(gaps.map(([step]) => step)).toEqual([39]);
  });
});
