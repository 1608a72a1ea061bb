import { describe, expect, it } from 'vitest';
import { pairOf } from '../pair/pair.js';
import { letterCase } from './case.js';
import { variantsOf } from './kind.contract.js';

describe('case', () => {
  it.each([
    ['How do I open an ISA?', 'how do i open an isa?'],
    ['I moved to the US. Can I vote?', 'i moved to the US. can i vote?'],
    ['how do i pay', 'How do I pay'],
    ["i'm late, can i pay?", "I'm late, can I pay?"],
    ['IS IT FREE?', 'is it free?'],
    ['What does `git PULL` print?', 'what does `git PULL` print?'],
    ['Where is "Delete All"?', 'where is "Delete All"?'],
  ])('%s', (text, expected) => {
    expect(variantsOf(letterCase, text)).toEqual([expected]);
  });

  it.each(['2 + 2?', '"QUOTED"', '`Code`', ''])('leaves "%s" alone', (text) => {
    expect(variantsOf(letterCase, text)).toEqual([]);
  });

  it.each([
    ['How do I pay?', 'how do I pay?', '"How" and "how"'],
    ['How do I use Gmail?', 'How do I use gmail?', '"Gmail" and "gmail"'],
    ['How do I log in?', 'How do I login?', '"log in" and "login"'],
    ['Is it pre-paid?', 'Is it pre paid?', 'hyphen of "pre-paid"'],
    ['How do  I pay?', 'How do I pay?', 'spaces'],
    ['How do I pay?', 'How do we pay?', ''],
  ])('tells "%s" from "%s"', (question, variant, evidence) => {
    expect(letterCase.detect(pairOf(question, variant)).join('; ')).toBe(evidence);
  });

  it.each([
    ['How do I use  my Pre-Paid card?', 'how do i use my pre paid card?'],
    ['Is `Git` in the US?', 'is `Git` in the US?'],
  ])('canonical form of %s', (text, form) => {
    expect(letterCase.canonical.form(text)).toBe(form);
  });
});
