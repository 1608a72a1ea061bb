import { describe, expect, it } from 'vitest';
import { compactNumber, percent, percentSign, score, signedPoints, signedScore, wholeNumber } from './number-format.js';

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
});
