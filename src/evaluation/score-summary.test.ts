import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { meanIntervals } from './mean-intervals.js';
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

  it('has an interval for every figure, and fits its schema', () => {
    const names = [...Object.keys(summary.means), 'corpusBleu', 'corpusBleuAccuracy'];
    expect(Object.keys(summary.intervals).sort()).toEqual(names.sort());
    expect(ScoreSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    expect(summary.clusters).toEqual({ count: 20, exact: true });
    for (const name of ['corpusBleu', 'corpusBleuAccuracy'] as const) {
      expect(summary.intervals[name]!.low).toBeLessThanOrEqual(summary[name]!);
      expect(summary.intervals[name]!.high).toBeGreaterThanOrEqual(summary[name]!);
    }
  });

  it('has the intervals of means over questions', () => {
    const { rougeL } = meanIntervals(
      pairs.map(({ question }) => question!),
      { rougeL: scores.map((each) => each.rougeL) },
      HOW,
    );
    expect(summary.intervals.rougeL!.low).toBeCloseTo(rougeL.low, 12);
    expect(summary.intervals.rougeL!.bca[1]).toBeCloseTo(rougeL.bca[1], 12);
  });

  it('resamples what takes references over the questions that have some', () => {
    const referenced = pairs.flatMap((pair, i) => (pair.references ? [{ pair, scores: scores[i]! }] : []));
    const { accuracy } = meanIntervals(
      referenced.map(({ pair }) => pair.question!),
      { accuracy: referenced.map((each) => each.scores.accuracy!.rougeL) },
      HOW,
    );
    expect(summary.intervals['accuracy.rougeL']!.high).toBeCloseTo(accuracy.high, 12);
  });

  it('takes a pair that names no question for one on its own', () => {
    const alone = summarize(pairs.map(({ question: _, ...pair }) => pair));
    expect(alone.clusters).toEqual({ count: 60, exact: true });
    expect(alone.means).toEqual(summary.means);
    expect(summarize(pairs.slice(0, 1)).intervals.rougeL).toMatchObject({
      low: scores[0]!.rougeL,
    });
  });
});
