import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortName, shownText, visibleText } from './plain-text.js';

describe('visibleText', () => {
  it('replaces what HTML cannot hold and shows what cannot be seen', () => {
    expect(visibleText('a\ud800b\udfffc')).toBe('a\ufffdb\ufffdc');
    expect(visibleText('😀 é')).toBe('😀 é');
    expect(visibleText('nul\u0000 bell\u0007')).toBe('nul\u2400 bell\u2407');
    expect(visibleText('safe\u202egpj.exe')).toBe('safe[U+202E]gpj.exe');
    expect(visibleText('\u200f\u061c')).toBe('[U+200F][U+061C]');
    expect(visibleText('a\r\nb\tc')).toBe('a\nb\tc');
  });

  it('leaves well-formed text without control characters', () => {
    const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyUnits, (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/\p{Surrogate}/u);
        expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });
});

describe('shownText', () => {
  it('cuts long text and counts what is left out', () => {
    expect(shownText('abc', 3)).toEqual({ text: 'abc', omitted: 0 });
    expect(shownText('abcd', 3)).toEqual({ text: 'abc', omitted: 1 });
    expect(shownText('x'.repeat(1_000_000)).omitted).toBe(998_800);
  });

  it('never cuts a character in two', () => {
    expect(shownText('ab😀c', 3)).toEqual({ text: 'ab', omitted: 3 });
  });
});

describe('shortName', () => {
  it('is one line', () => {
    expect(shortName('two\n lines')).toBe('two lines');
    expect(shortName('x'.repeat(60))).toBe(`${'x'.repeat(40)}…`);
  });
});
