import { describe, expect, it } from 'vitest';
import { markdown, probability, short, signed, timeSpan } from './markdown.js';

describe('markdown', () => {
  it('escapes bars in cells', () => {
    expect(markdown(['a|b', 'c'], [['1', '2']])).toBe('| a\\|b | c |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('short and signed', () => {
  it.each([
    [0.4125, '.412', '+.412'],
    [-0.05, '-.050', '-.050'],
    [1, '1.000', '+1.000'],
    [-0.0001, '.000', '+.000'],
  ])('write %d as %s and %s', (value, text, withSign) => {
    expect([short(value), signed(value)]).toEqual([text, withSign]);
  });
});

describe('probability', () => {
  it.each([
    [0.0004, '< .001'],
    [0.0312, '.031'],
  ])('writes %d as %s', (p, text) => expect(probability(p)).toBe(text));
});

describe('timeSpan', () => {
  it.each([
    [48, '48 s'],
    [720, '12 min'],
    [18_720, '5.2 h'],
    [1_036_800, '12 days'],
    [43_200_000, '500 days'],
  ])('writes %d seconds as %s', (seconds, text) => expect(timeSpan(seconds)).toBe(text));
});
