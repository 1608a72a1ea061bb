import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIFFERENCE, Figure, figureWithin, LEVEL, opposite, widenPoint } from './figure.js';

const point = (value: number, questions: number) => ({
  ...{ value, low: value, high: value, bca: [value, value] as [number, number] },
  ...{ n: questions, questions },
});

describe('widenPoint', () => {
  it('knows that what has not occurred may still occur', () => {
    // Clopper-Pearson for 100 of 100, as R's binom.test(100, 100) gives it.
    expect(widenPoint(point(1, 100), LEVEL)).toMatchObject({ low: expect.closeTo(0.9637833, 6), high: 1 });
    expect(widenPoint(point(0, 100), LEVEL)).toMatchObject({ low: 0, high: expect.closeTo(0.0362167, 6) });
    const none = widenPoint(point(0, 30), DIFFERENCE);
    expect([none.low, none.bca]).toEqual([-none.high, [none.low, none.high]]);
  });

  it('stays within the bounds and around the value, and leaves every other interval alone', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 500 }), (at, questions) => {
        const { low, high } = widenPoint(point(at, questions), DIFFERENCE);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(at);
        expect(high).toBeGreaterThanOrEqual(at);
      }),
    );
    const wide = { ...point(0.5, 10), low: 0.4 };
    expect(widenPoint(wide, LEVEL)).toBe(wide);
  });
});

describe('opposite', () => {
  it('is its own inverse', () => {
    const figure = { value: 0.3, low: 0.1, high: 0.4, bca: [0.2, 0.5] as [number, number], n: 9, questions: 3 };
    expect(opposite(figure, 0)).toEqual({ ...figure, value: -0.3, low: -0.4, high: -0.1, bca: [-0.5, -0.2] });
    expect(opposite(opposite(figure, 0), 0)).toEqual(figure);
    expect(opposite(figure, 1)).toMatchObject({ value: 0.7, low: 0.6, high: 0.9 });
  });
});

it('a figure within bounds refuses what lies outside, but for rounding', () => {
  const figure = { ...point(1, 5), n: 5 };
  expect(Figure.parse(figure)).toEqual(figure);
  expect(figureWithin(LEVEL).safeParse({ ...figure, high: 1 + 2 ** -50 }).success).toBe(true);
  expect(figureWithin(LEVEL).safeParse({ ...figure, value: 1.9 }).success).toBe(false);
});
