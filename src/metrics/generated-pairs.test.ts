import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLEU_SMOOTHING, type BleuOptions, corpusBleu, sentenceBleu } from './bleu.js';
import { BLEU_TOKENIZERS } from './bleu-tokenize.js';
import { generatedPairs } from './fixtures/generated-pairs.contract.js';
import { porterStem } from './porter-stemmer.js';
import { ROUGE_TYPES, rouge, rougeMulti } from './rouge.js';

interface Golden {
  readonly sha256: string;
  /** Per pair: tokens of reference and candidate, then what is in common by type, without and with stems. */
  readonly rouge: readonly number[][];
  readonly f1: readonly number[][];
  readonly bleu: readonly number[][];
  readonly corpora: readonly number[][];
  readonly several: readonly { candidate: number; references: number[]; rouge: number[][]; bleu: number }[];
  readonly stems: Readonly<Record<string, string>>;
}

const GOLDEN: Golden = JSON.parse(readFileSync(new URL('./fixtures/generated-pairs.json', import.meta.url), 'utf8'));
const PAIRS = generatedPairs();
const MODES: BleuOptions[] = BLEU_TOKENIZERS.flatMap((tokenize) =>
  BLEU_SMOOTHING.flatMap((smooth) =>
    [false, true].flatMap((lowercase) =>
      [false, true].map((effectiveOrder) => ({ tokenize, smooth, lowercase, effectiveOrder })),
    ),
  ),
);

/** How far a list of numbers is from the golden one, at most. */
function furthest(ours: readonly number[], golden: readonly number[]): number {
  expect(ours.length).toBe(golden.length);
  return ours.reduce((most, value, i) => {
    const distance = Math.abs(value - (golden[i] as number));
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(most, distance);
  }, 0);
}

describe('on 2,000 pairs', () => {
  it('of the same texts', () => {
    expect(createHash('sha256').update(PAIRS.flat().join('\0')).digest('hex')).toBe(GOLDEN.sha256);
    expect(PAIRS).toHaveLength(2000);
  });

  it.each([
    ['without', false],
    ['with', true],
  ])('ROUGE-1, -2, -L and -Lsum %s stems are those of rouge-score', (_, stem) => {
    for (const [i, [reference, candidate]] of PAIRS.entries()) {
      const scores = rouge(reference, candidate, { stem });
      const [rows, columns, ...common] = GOLDEN.rouge[i] as [number, number, ...number[]];
      for (const [k, type] of ROUGE_TYPES.entries()) {
        const at = stem ? k + 4 : k;
        const hits = common[at] as number;
        const shorter = type === 'rouge2' ? 1 : 0;
        const expected = hits
          ? [hits / (columns - shorter), hits / (rows - shorter), GOLDEN.f1[i]![at] as number]
          : [0, 0, 0];
        const { precision, recall, f1 } = scores[type];
        expect(furthest([precision, recall, f1], expected), `pair ${i}, ${type}`).toBeLessThan(1e-9);
      }
    }
  });

  it('sentence BLEU is that of sacrebleu, by turns in every mode', () => {
    for (const [i, [reference, candidate]] of PAIRS.entries()) {
      const golden = GOLDEN.bleu[i] as number[];
      const ours = golden.map((_, k) =>
        sentenceBleu(reference, candidate, MODES[(i * golden.length + k) % MODES.length]),
      );
      expect(furthest(ours, golden), `pair ${i}`).toBeLessThan(1e-9);
    }
  });

  it.each([
    ['all pairs', 0, 2000],
    ['twenty', 40, 60],
    ['three empty ones', 0, 3],
  ])('corpus BLEU of %s is that of sacrebleu', (_, start, end) => {
    const [references, candidates] = [0, 1].map((side) => PAIRS.slice(start, end).map((pair) => pair[side] as string));
    const golden = GOLDEN.corpora[[0, 40].indexOf(start) + (end === 3 ? 2 : 0)] as number[];
    // All modes of all pairs would take a while: some, with every tokenizer and every smoothing.
    const chosen = MODES.map((mode, i) => [mode, i] as const).filter(([, i]) => end < 2000 || i % 11 === 0);
    const ours = chosen.map(([mode]) => corpusBleu(references as string[], candidates as string[], mode));
    expect(
      furthest(
        ours,
        chosen.map(([, i]) => golden[i] as number),
      ),
    ).toBeLessThan(1e-9);
  });

  it('several references are scored as rouge-score and sacrebleu do', () => {
    for (const row of GOLDEN.several) {
      const references = row.references.map((index) => PAIRS[index]![0]);
      const candidate = PAIRS[row.candidate]![1];
      const scores = rougeMulti(references, candidate, { stem: true });
      const ours = ROUGE_TYPES.map((type) => [scores[type].precision, scores[type].recall, scores[type].f1]);
      expect(furthest(ours.flat(), row.rouge.flat()), `candidate ${row.candidate}`).toBeLessThan(1e-9);
      expect(Math.abs(sentenceBleu(references, candidate, MODES[1]) - row.bleu)).toBeLessThan(1e-9);
    }
  });
});

it("porterStem is NLTK's on every root with every kind of suffix", () => {
  expect(Object.fromEntries(Object.keys(GOLDEN.stems).map((word) => [word, porterStem(word)]))).toEqual(GOLDEN.stems);
});
