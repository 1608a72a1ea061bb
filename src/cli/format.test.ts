import { describe, expect, it } from 'vitest';
import { formatAmount, formatCount, formatDuration, formatRate, shorten } from './format.js';

describe('format', () => {
  it.each([
    [0, '0 s'],
    [0.04, '0 s'],
    [0.42, '0.4 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1m 00s'],
    [185, '3m 05s'],
    [3599.7, '1h 00m'],
    [3725, '1h 02m'],
  ])('writes a duration of %d s as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [0.254, '0.25/s'],
    [3.41, '3.4/s'],
    [120, '120/s'],
    [12_345, '12k/s'],
    [5_100_000, '5.1M/s'],
    [2e9, '2.0G/s'],
  ])('writes a rate of %d as %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  it.each([
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [724_240_000, '724.2 MB'],
    [3e9, '3.0 GB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(formatAmount(bytes, 'bytes')).toBe(text));

  it('groups digits and shortens texts', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect([shorten('abc', 3), shorten('abcd', 3)]).toEqual(['abc', 'ab…']);
  });
});
