import { describe, expect, it } from 'vitest';
import { checkExamples } from '../evaluation/check/check-examples.js';
import { CHECK_SETTINGS, measureCheck } from '../evaluation/check/measure-check.js';
import { checkScreen } from './check-screen.js';

const QUESTIONS = Array.from({ length: 12 }, (_, n) => ({
  id: `q${n}`,
  question: `How do I order card ${n} of my accounts?`,
}));
const EXAMPLES = checkExamples(QUESTIONS, { questions: 12, rewordings: 5, seed: 1 });
const SETTINGS = { ...CHECK_SETTINGS, resamples: 100 };

describe('checkScreen', () => {
  it.each([
    ['plain', 'toy', 'short'],
    ['long', 'x'.repeat(300), 'a very long answer '.repeat(50)],
    ['hostile', 'a\u001b[2Jb\u202ec', 'line\nline\r\t\u001b[31m\u0000\ud800\u2028 \u{1F4B3}'],
  ])('is one screen of 80 by 24 without control characters: %s', (_, name, text) => {
    const records = EXAMPLES.map(({ id, kind }) => ({
      id,
      answer: kind === 'original' ? text : `${text} ${id} otherwise`,
    }));
    const screen = checkScreen(measureCheck(name, EXAMPLES, records, SETTINGS));
    const lines = screen.split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(80);
    expect(screen).not.toMatch(/[^\P{Cc}\n]|\p{Cs}|\u202e/u);
    expect(screen).toContain('same answer (RS)');
    expect(screen).toContain('Next\n- ');
  });
});
