import { describe, expect, it } from 'vitest';
import { repairSlips } from './slips.js';

const repaired = (words: Record<string, number>) => Object.fromEntries(repairSlips(new Map(Object.entries(words))));

describe('slips of the keyboard', () => {
  it('are repaired to a word of the log one letter away', () => {
    expect(repaired({ account: 9, acount: 1, acccount: 1, accoumt: 2, accuont: 1, acuont: 1 })).toEqual({
      acount: 'account',
      acccount: 'account',
      accoumt: 'account',
      accuont: 'account',
    });
  });

  it('go to the word asked most', () => {
    expect(repaired({ cards: 3, cares: 8, carxs: 1 })).toEqual({ carxs: 'cares' });
  });

  it('are not English words, nor names, nor short, nor the more usual form', () => {
    expect(repaired({ form: 1, from: 90, cna: 1, can: 90, x1000: 1, x1001: 99 })).toEqual({});
    expect(repaired({ zentoro: 4, zentora: 20 })).toEqual({});
    expect(repaired({ zentoro: 2, zentora: 20 })).toEqual({ zentoro: 'zentora' });
    expect(repaired({ account: 1, acount: 5 })).toEqual({});
  });
});
