import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { bootstrapDifference, clusteredBootstrap, clusterIndices } from '../metrics/bootstrap.js';
import type { Example } from '../retrieval/example.js';
import { DEFAULT_KINDS } from '../variation/kind-names.js';
import { buildLadder } from './build-ladder.js';
import { Ladder } from './ladder.js';
import { scoreModel } from './pairs.js';

const SETTINGS = { threshold: 0.7, resamples: 400, seed: 7 };
const REFERENCE = 'open the app and choose cards then freeze';

/** 30 questions with one variant of two kinds each. */
const EXAMPLES: Example[] = Array.from({ length: 30 }, (_, n) => `q${n}`).flatMap((question) =>
  (['original', 'pronoun', 'article'] as const).map((kind) => ({
    id: kind === 'original' ? question : `${question}#${kind}-1`,
    question,
    split: 'test' as const,
    kind,
    text: `${kind} wording of ${question}`,
    contexts: [],
    answer: REFERENCE,
  })),
);

/** A model that says the reference with probability `skill`, else one of many other things. */
function model(name: string, skill: number) {
  const random = new RandomStream(3, name);
  const answers = EXAMPLES.map(({ id }) => ({
    id,
    answer: random.uniform() < skill ? REFERENCE : `something else number ${random.below(1000)}`,
  }));
  return scoreModel(name, EXAMPLES, answers, SETTINGS.threshold);
}

describe('buildLadder', () => {
  const weak = model('B', 0.4);
  const strong = model('Merged', 0.95);
  const ladder = buildLadder(
    [weak, strong],
    [
      ['Merged', 'B'],
      ['Merged', 'absent'],
    ],
    SETTINGS,
  );

  it('fits its schema and survives JSON', () => {
    expect(Ladder.parse(JSON.parse(JSON.stringify(ladder)))).toEqual(ladder);
  });

  it('averages over pairs and answers, with intervals around the averages', () => {
    const row = ladder.rows[0]!;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(row).toMatchObject({ model: 'B', pairs: 60, bs: null });
    expect(row.rs).toBeCloseTo(mean(weak.pairs.map(({ rs }) => rs)), 12);
    expect(row.rougeL).toBeCloseTo(mean(weak.answers.map(({ rougeL }) => rougeL)), 12);
    expect(row.rougeLOriginal).toBeCloseTo(mean(weak.originals.map(({ rougeL }) => rougeL)), 12);
    for (const metric of ['rs', 'em', 'rougeL', 'bothRight'] as const) {
      const [low, high] = row.intervals[metric];
      expect(low).toBeLessThanOrEqual(row[metric]);
      expect(high).toBeGreaterThanOrEqual(row[metric]);
      expect(high - low).toBeGreaterThan(0.02);
    }
  });

  it('splits by kind, null where a kind has no pairs', () => {
    const { byKind } = ladder.rows[0]!;
    expect(Object.keys(byKind)).toEqual([...DEFAULT_KINDS]);
    expect(byKind.pronoun?.pairs).toBe(30);
    expect(byKind.semantic).toEqual({
      pairs: 0,
      emptyPairs: 0,
      em: null,
      rs: null,
      rougeL: null,
      bothRight: null,
      emNormalized: null,
      bs: null,
    });
    expect(((byKind.pronoun?.rs ?? 0) + (byKind.article?.rs ?? 0)) / 2).toBeCloseTo(ladder.rows[0]!.rs, 12);
  });

  it('gives differences as a minus b, skipping models that are not there', () => {
    expect(ladder.differences.map(({ a, b, metric }) => `${a}-${b} ${metric}`)).toEqual([
      'Merged-B rs',
      'Merged-B em',
      'Merged-B rougeL',
      'Merged-B bothRight',
      'Merged-B emNormalized',
      'Merged-B bleu',
      'Merged-B oneAnswer',
      'Merged-B oneAnswerExact',
      'Merged-B meanPair',
      'Merged-B worstPair',
      'Merged-B rougeLOriginal',
    ]);
    const figure = (row: number, metric: string) => {
      const { groups, ...rest } = ladder.rows[row]!;
      return ({ ...groups, ...rest } as unknown as Record<string, number>)[metric]!;
    };
    for (const { metric, difference, low, high, bca } of ladder.differences) {
      expect(difference).toBeCloseTo(figure(1, metric) - figure(0, metric), 12);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(bca![0]).toBeGreaterThan(0);
      expect(bca![1]).toBeGreaterThan(bca![0]);
    }
  });

  it('gives the percentile intervals of the plain clustered bootstrap, and BCa near them', () => {
    const { intervals, bca } = ladder.rows[0]!;
    const { low, high } = clusteredBootstrap({
      clusters: clusterIndices(weak.pairs.map(({ question }) => question)),
      values: weak.pairs.map(({ rs }) => rs),
      resamples: SETTINGS.resamples,
      seed: SETTINGS.seed,
    });
    expect(intervals.rs).toEqual([low, high]);
    const plain = bootstrapDifference({
      clusters: clusterIndices(weak.answers.map(({ question }) => question)),
      first: strong.answers.map(({ rougeL }) => rougeL),
      second: weak.answers.map(({ rougeL }) => rougeL),
      resamples: SETTINGS.resamples,
      seed: SETTINGS.seed,
    });
    const { low: from, high: to } = ladder.differences.find(({ metric }) => metric === 'rougeL')!;
    expect([from, to]).toEqual([plain.low, plain.high]);
    for (const metric of ['rs', 'bleu', 'oneAnswer', 'worstPair'] as const) {
      for (const end of [0, 1] as const)
        expect(Math.abs(bca![metric]![end] - intervals[metric]![end])).toBeLessThan(0.1);
    }
  });

  it('counts every pair once in the cross table, whose cells are the rates', () => {
    const { crossTable: table, pairs, rs, bothRight } = ladder.rows[0]!;
    const { consistent, inconsistent } = table!;
    const sum = (cells: Record<string, number>) => Object.values(cells).reduce((total, cell) => total + cell, 0);
    expect(sum(consistent) + sum(inconsistent)).toBe(pairs);
    expect(sum(consistent) / pairs).toBeCloseTo(rs, 12);
    expect((consistent.bothRight + inconsistent.bothRight) / pairs).toBeCloseTo(bothRight, 12);
    expect(consistent.noneRight).toBe(weak.pairs.filter((pair) => pair.rs === 1 && pair.rougeLOriginal < 0.7).length);
  });

  it('tests RS and EM by McNemar, adjusted by Holm over all comparisons', () => {
    expect(ladder.tests!.map(({ a, b, metric }) => [a, b, metric])).toEqual([
      ['Merged', 'B', 'rs'],
      ['Merged', 'B', 'em'],
    ]);
    const [rs, em] = ladder.tests!;
    const gained = strong.pairs.filter((pair, i) => pair.rs > weak.pairs[i]!.rs).length;
    expect(rs).toMatchObject({ onlyA: gained, onlyB: gained - Math.round(60 * ladder.differences[0]!.difference) });
    expect(rs!.exact).toBeLessThan(0.01);
    expect(Math.max(rs!.holm, em!.holm)).toBe(Math.max(rs!.exact, em!.exact, 2 * Math.min(rs!.exact, em!.exact)));
  });

  it('averages BERTScore where every pair has one, and says what measured it', () => {
    const withBs = (scores: typeof weak, bs: number) => ({
      ...scores,
      pairs: scores.pairs.map((pair, i) => ({ ...pair, bs: bs + (i % 2) / 10 })),
    });
    const source = { encoder: 'tiny', layer: 2 };
    const measured = buildLadder([withBs(weak, 0.5), withBs(strong, 0.8)], [['Merged', 'B']], SETTINGS, source);
    expect(Ladder.parse(JSON.parse(JSON.stringify(measured)))).toEqual(measured);
    expect(measured.bertscore).toEqual(source);
    expect(measured.rows[0]!.bs).toBeCloseTo(0.55, 12);
    expect(measured.rows[0]!.byKind.pronoun!.bs).toBeCloseTo(0.5, 12);
    expect(measured.differences.find(({ metric }) => metric === 'bs')!.difference).toBeCloseTo(0.3, 12);
    expect(ladder.rows[0]).toMatchObject({ bs: null, intervals: { bs: null } });
  });

  it('is a function of the seed', () => {
    const again = buildLadder([weak, strong], [['Merged', 'B']], SETTINGS);
    const other = buildLadder([weak, strong], [['Merged', 'B']], { ...SETTINGS, seed: 8 });
    expect(again.rows).toEqual(ladder.rows);
    expect(other.rows[0]?.intervals).not.toEqual(ladder.rows[0]?.intervals);
  });

  it('refuses to report on nothing', () => {
    expect(() => buildLadder([], [], SETTINGS)).toThrowError(expect.objectContaining({ code: 'TOO_FEW_QUERIES' }));
  });
});
