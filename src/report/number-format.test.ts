import { describe, expect, it } from 'vitest';
import {
  amount,
  byteSize,
  compactNumber,
  duration,
  percent,
  percentSign,
  probability,
  score,
  signedPoints,
  signedScore,
  wholeNumber,
} from './number-format.js';

describe('number formats', () => {
  it('shows shares in percent and scores as they are', () => {
    expect(percent(0.6125)).toBe('61.3');
    expect(percentSign(1)).toBe('100.0\u00a0%');
    expect(score(0.19749)).toBe('0.197');
  });

  it('signs differences with a true minus and leaves zero unsigned', () => {
    expect(signedPoints(0.13)).toBe('+13.0');
    expect(signedPoints(-0.0421)).toBe('\u22124.2');
    expect(signedScore(-0.044)).toBe('\u22120.044');
    expect(signedScore(0)).toBe('0.000');
    expect(signedPoints(-0)).toBe('0.0');
  });

  it('never rounds a difference to zero', () => {
    expect(signedPoints(0.0002)).toBe('+0.02');
    expect(signedScore(-0.0000004)).toBe('\u22124e-7');
  });

  it('groups thousands and shortens small numbers', () => {
    expect(wholeNumber(1234567)).toBe('1\u202f234\u202f567');
    expect(wholeNumber(384)).toBe('384');
    expect(compactNumber(0.0007)).toBe('7e-4');
    expect(compactNumber(-1.5)).toBe('\u22121.5');
    expect(compactNumber(0)).toBe('0');
  });

  it('shows large amounts with a power of ten', () => {
    expect(amount(123_456.4)).toBe('123\u202f456');
    expect(amount(1.83e12)).toBe('1.8\u00a0×\u00a010¹²');
  });

  it('shows time in the unit that fits', () => {
    expect([0.84, 9.96, 59.6, 185, 3599.7, 7 * 3600 + 125].map(duration)).toEqual(
      ['0.8 s', '10 s', '1 min 00 s', '3 min 05 s', '1 h 00 min', '7 h 02 min'].map((text) =>
        text.replace(/(?<=\d) (?=[a-z])/g, '\u00a0'),
      ),
    );
  });

  it('shows memory and p-values', () => {
    expect(byteSize(210e6)).toBe('200\u00a0MiB');
    expect(byteSize(1.9e9)).toBe('1.8\u00a0GiB');
    expect([probability(0.0004), probability(0.0312), probability(1)]).toEqual(['< 0.001', '0.031', '1.000']);
  });
});
