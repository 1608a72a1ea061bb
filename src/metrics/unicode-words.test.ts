import { describe, expect, it } from 'vitest';
import { rougeLScore, rougeTokens } from './rouge.js';
import { isHardlyRead } from './rouge-tokens.js';

describe('words of every script', () => {
  it.each([
    ['Die PIN gilt für 24 Öfen.', ['die', 'pin', 'gilt', 'für', '24', 'öfen']],
    ['मेरा कार्ड खो गया', ['मेरा', 'कार्ड', 'खो', 'गया']],
    ['فقدت بطاقتي!', ['فقدت', 'بطاقتي']],
    ['ＰＩＮ１２', ['pin12']],
    ['...', []],
  ])('%s', (text, words) => expect(rougeTokens(text, { words: 'unicode' })).toEqual(words));

  it('finds words where a script has no spaces, and compares by them', () => {
    const [a, b] = ['费用是十英镑', '费用是二十英镑'];
    expect(rougeTokens(a, { words: 'unicode' }).length).toBeGreaterThan(1);
    expect(rougeTokens(a)).toEqual([]);
    expect([rougeLScore(a, a), rougeLScore(a, a, { words: 'unicode' })]).toEqual([0, 1]);
    const partly = rougeLScore(a, b, { words: 'unicode' });
    expect(partly).toBeGreaterThan(0.3);
    expect(partly).toBeLessThan(1);
  });

  it('stems English words alone', () => {
    expect(rougeTokens('Fees für Gebühren', { words: 'unicode', stem: true })).toEqual(['fee', 'für', 'gebühren']);
  });

  it('knows what rouge-score hardly reads', () => {
    for (const text of ['费用', 'PIN 码是四位数字', 'कार्ड']) expect(isHardlyRead(text)).toBe(true);
    for (const text of ['', '...', '£10', 'für Gebühren', 'plain', '👍']) expect(isHardlyRead(text)).toBe(false);
  });
});
