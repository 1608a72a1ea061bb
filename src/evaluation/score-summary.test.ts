import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import type { Figure } from '../metrics/figure.js';
import { meanFigure } from '../metrics/mean-figures.js';
import { type PairOfTexts, scorePairTexts } from './score-pair-texts.js';
import { ScoreSummary, ScoreTotals } from './score-summary.js';

const SCORING = { threshold: 0.7, stem: false, bleu: {} };
const HOW = { resamples: 300, seed: 5 };
const WORDS = ['call', 'the', 'bank', 'today', 'or', 'ask', 'us', 'online'];

/** Pairs of random sentences, three to a question; every other question has references. */
function makePairs(count: number): PairOfTexts[] {
  const random = new RandomStream(3, 'pairs');
  const sentence = () => Array.from({ length: 3 + random.below(5) }, () => random.pick(WORDS)).join(' ');
  return Array.from({ length: count }, (_, i) => {
    const question = Math.floor(i / 3);
    return {
      ...{ id: `p${i}`, question: `q${question}`, response: sentence(), variant_response: sentence() },
      ...(question % 2 === 0 && { references: [sentence()] }),
    };
  });
}

function summarize(pairs: readonly PairOfTexts[]) {
  const totals = new ScoreTotals();
  for (const pair of pairs) totals.add(scorePairTexts(pair, SCORING), pair.question);
  return totals.summary({}, HOW);
}

describe('ScoreTotals', () => {
  const pairs = makePairs(60);
  const summary = summarize(pairs);
  const scores = pairs.map((pair) => scorePairTexts(pair, SCORING).scores);
  const figures = summary.figures as Readonly<Record<string, Figure | undefined>>;

  it('has a figure for every number of a pair, and fits its schema', () => {
    expect(ScoreSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    expect(summary.clusters).toEqual({ count: 20, exact: true });
    expect(Object.keys(summary.figures)).toEqual(
      expect.arrayContaining([
        'rs',
        'em',
        'bothRight',
        'rougeLBetween',
        'accuracy.rougeL',
        'corpusBleuBetween',
        'corpusBleu',
      ]),
    );
    for (const { value, low, high, n, questions } of Object.values(summary.figures as Record<string, Figure>)) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect([
        [60, 20],
        [30, 10],
      ]).toContainEqual([n, questions]);
    }
    expect(summary.metrics.rs).toBe(2);
  });

  it('has the intervals of means over questions', () => {
    const questions = pairs.map(({ question }) => question!);
    const between = meanFigure(
      questions,
      scores.map((each) => each.rougeLBetween!),
      HOW,
    );
    for (const end of ['value', 'low', 'high'] as const)
      expect(figures.rougeLBetween![end]).toBeCloseTo(between[end], 12);
    expect(figures.rougeLBetween!.bca![1]).toBeCloseTo(between.bca![1], 12);
  });

  it('resamples what takes references over the questions that have some', () => {
    const referenced = pairs.flatMap((pair, i) => (pair.references ? [{ pair, scores: scores[i]! }] : []));
    const questions = referenced.map(({ pair }) => pair.question!);
    const accuracy = meanFigure(
      questions,
      referenced.map((each) => each.scores.accuracy!.rougeL),
      HOW,
    );
    expect(figures['accuracy.rougeL']!.high).toBeCloseTo(accuracy.high, 12);
    expect(figures.bothRight).toMatchObject({ n: 30, questions: 10 });
  });

  it('takes a pair that names no question for one on its own', () => {
    const alone = summarize(pairs.map(({ question: _, ...pair }) => pair));
    expect(alone.clusters).toEqual({ count: 60, exact: true });
    const values = (of: ScoreSummary) => Object.values(of.figures as Record<string, Figure>).map(({ value }) => value);
    expect(values(alone)).toEqual(values(summary).map((value) => expect.closeTo(value, 12)));
  });
});
