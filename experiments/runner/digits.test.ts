import { expect, it } from 'vitest';
import { digits } from './digits.js';

it('rounds every number that is no whole one, however deep', () => {
  const value = { a: [1 / 3, 123_456_789], b: { c: 12_345.678, d: 'text 0.123456789', e: null }, f: 2.34567e-7 };
  expect(digits(value)).toEqual({
    a: [0.33333, 123_456_789],
    b: { c: 12_346, d: 'text 0.123456789', e: null },
    f: 2.3457e-7,
  });
});
