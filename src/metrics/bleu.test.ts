import { describe, expect, it } from 'vitest';
import { corpusBleu, sentenceBleu } from './bleu.js';
import { tokenize13a } from './bleu-tokenize.js';
import fixture from './fixtures/text-pairs.json' with { type: 'json' };

const references = fixture.pairs.map((pair) => pair.reference);
const candidates = fixture.pairs.map((pair) => pair.candidate);

describe('sentenceBleu', () => {
  it.each(fixture.pairs)('equals sacrebleu: $reference | $candidate', ({ reference, candidate, bleu, bleuLower }) => {
    expect(Math.abs(sentenceBleu(reference, candidate) - bleu / 100)).toBeLessThan(1e-9);
    expect(Math.abs(sentenceBleu(reference, candidate, { lowercase: true }) - bleuLower / 100)).toBeLessThan(1e-9);
  });

  it.each(fixture.multipleReferences)('equals sacrebleu with three references: $candidate', (row) => {
    const group = row.references.map((index) => references[index]!);
    expect(Math.abs(sentenceBleu(group, candidates[row.candidate]!) - row.bleu / 100)).toBeLessThan(1e-9);
  });

  it('refuses a candidate without a reference', () => {
    expect(() => sentenceBleu([], 'text')).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});

describe('corpusBleu', () => {
  it.each(fixture.corpora)('equals sacrebleu: pairs $start to $end, lowercase $lowercase', (row) => {
    const slice = [references.slice(row.start, row.end), candidates.slice(row.start, row.end)] as const;
    const score = corpusBleu(...slice, { lowercase: row.lowercase });
    expect(Math.abs(score - row.bleu / 100)).toBeLessThan(1e-9);
  });

  it('refuses lists of different length and empty ones', () => {
    expect(() => corpusBleu(['a'], [])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    expect(() => corpusBleu([], [])).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});

describe('tokenize13a', () => {
  it('splits punctuation but not decimals and inner hyphens', () => {
    expect(tokenize13a('It costs $3.50, state-of-the-art (10-20).\u0085')).toEqual(
      'It costs $ 3.50 , state-of-the-art ( 10 - 20 ) .'.split(' '),
    );
  });
});
