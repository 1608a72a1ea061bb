import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { bootstrapDifference, clusteredBootstrap, clusterIndices } from '../metrics/bootstrap.js';
import { METRICS } from '../metrics/registry.js';
import type { Example } from '../retrieval/example.js';
import { DEFAULT_KINDS } from '../variation/kind-names.js';
import { buildLadder } from './build-ladder.js';
import { Ladder } from './ladder.js';
import { type ModelScores, scoreModel } from './pairs.js';

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

const valuesOf = (scores: ModelScores, metric: 'rs' | 'em') => scores.pairs.map((pair) => pair[metric]!);

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
    expect(row).toMatchObject({ model: 'B', pairs: 60, emptyPairs: 0, groups: 30 });
    expect(row.figures.bs).toBeUndefined();
    const accuracy = ({ values }: (typeof weak.answers)[number]) => values.rougeL!;
    const originals = weak.answers.filter(({ kind }) => kind === 'original');
    expect(row.figures).toMatchObject({
      rs: { value: expect.closeTo(mean(valuesOf(weak, 'rs')), 12), n: 60, questions: 30 },
      rougeL: { value: expect.closeTo(mean(weak.answers.map(accuracy)), 12), n: 90, questions: 30 },
      rougeLOriginal: { value: expect.closeTo(mean(originals.map(accuracy)), 12), n: 30, questions: 30 },
      oneAnswer: { n: 30, questions: 30 },
    });
    expect(ladder.metrics).toEqual(Object.fromEntries(METRICS.map(({ name, version }) => [name, version])));
    for (const metric of ['rs', 'em', 'rougeL', 'bothRight'] as const) {
      const { value, low, high } = row.figures[metric];
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high - low).toBeGreaterThan(0.02);
    }
  });

  it('splits by kind, without figures where a kind has no pairs', () => {
    const { byKind } = ladder.rows[0]!;
    expect(Object.keys(byKind)).toEqual([...DEFAULT_KINDS]);
    expect(byKind.pronoun?.pairs).toBe(30);
    expect(byKind.semantic).toEqual({ pairs: 0, emptyPairs: 0, figures: {} });
    const [pronoun, article] = [byKind.pronoun!.figures, byKind.article!.figures];
    expect((pronoun.rs!.value + article.rs!.value) / 2).toBeCloseTo(ladder.rows[0]!.figures.rs.value, 12);
  });

  it('gives differences as a minus b, skipping models that are not there', () => {
    expect(ladder.differences.map(({ a, b, metric }) => `${a}-${b} ${metric}`)).toEqual([
      'Merged-B rougeL',
      'Merged-B bleu',
      'Merged-B em',
      'Merged-B rs',
      'Merged-B bothRight',
      'Merged-B emNormalized',
      'Merged-B rougeLBetween',
      'Merged-B rougeLOriginal',
      'Merged-B oneAnswer',
      'Merged-B oneAnswerExact',
      'Merged-B meanPair',
      'Merged-B worstPair',
    ]);
    const [base, merged] = ladder.rows.map(({ figures }) => figures);
    for (const { metric, value, low, high, bca } of ladder.differences) {
      expect(value).toBeCloseTo(merged![metric]!.value - base![metric]!.value, 12);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(bca![0]).toBeGreaterThan(0);
      expect(bca![1]).toBeGreaterThan(bca![0]);
    }
  });

  it('gives the percentile intervals of the plain clustered bootstrap, and BCa near them', () => {
    const { figures } = ladder.rows[0]!;
    const { low, high } = clusteredBootstrap({
      clusters: clusterIndices(weak.pairs.map(({ question }) => question)),
      values: valuesOf(weak, 'rs'),
      resamples: SETTINGS.resamples,
      seed: SETTINGS.seed,
    });
    expect(figures.rs).toMatchObject({ low, high });
    const plain = bootstrapDifference({
      clusters: clusterIndices(weak.answers.map(({ question }) => question)),
      first: strong.answers.map(({ values }) => values.rougeL!),
      second: weak.answers.map(({ values }) => values.rougeL!),
      resamples: SETTINGS.resamples,
      seed: SETTINGS.seed,
    });
    const { low: from, high: to } = ladder.differences.find(({ metric }) => metric === 'rougeL')!;
    expect([from, to]).toEqual([plain.low, plain.high]);
    for (const metric of ['rs', 'bleu', 'oneAnswer', 'worstPair'] as const) {
      const figure = figures[metric]!;
      expect(Math.abs(figure.bca![0] - figure.low)).toBeLessThan(0.1);
      expect(Math.abs(figure.bca![1] - figure.high)).toBeLessThan(0.1);
    }
  });

  it('widens the interval of what every question gives alike, in figures and in differences', () => {
    const [perfect, same] = [model('P', 1), model('Q', 1)];
    const { rows, differences } = buildLadder([perfect, same], [['P', 'Q']], SETTINGS);
    // Clopper-Pearson for 30 of 30.
    const least = 0.025 ** (1 / 30);
    expect(rows[0]!.figures.rs).toMatchObject({ value: 1, low: expect.closeTo(least, 12), high: 1 });
    const found = differences.find(({ metric }) => metric === 'rs')!;
    expect([found.value, found.low, found.high]).toEqual([
      0,
      expect.closeTo(least - 1, 12),
      expect.closeTo(1 - least, 12),
    ]);
  });

  it('counts every pair once in the cross table, whose cells are the rates', () => {
    const { crossTable: table, pairs, figures } = ladder.rows[0]!;
    const { consistent, inconsistent } = table!;
    const sum = (cells: typeof consistent) => Object.values(cells).reduce((total, cell) => total + cell.pairs, 0);
    expect(sum(consistent) + sum(inconsistent)).toBe(pairs);
    expect(sum(consistent) / pairs).toBeCloseTo(figures.rs.value, 12);
    expect((consistent.bothRight.pairs + inconsistent.bothRight.pairs) / pairs).toBeCloseTo(
      figures.bothRight.value,
      12,
    );
    expect(consistent.noneRight.share.value).toBeCloseTo(consistent.noneRight.pairs / pairs, 12);
    expect(consistent.noneRight.pairs).toBe(
      weak.pairs.filter((pair) => pair.rs === 1 && pair.accuracy.rougeL! < 0.7).length,
    );
  });

  it('tests RS and EM by McNemar, adjusted by Holm over all comparisons', () => {
    expect(ladder.tests.map(({ a, b, metric }) => [a, b, metric])).toEqual([
      ['Merged', 'B', 'em'],
      ['Merged', 'B', 'rs'],
    ]);
    const [em, rs] = ladder.tests;
    const [a, b] = [valuesOf(strong, 'rs'), valuesOf(weak, 'rs')];
    const gained = a.filter((value, i) => value > b[i]!).length;
    const { value } = ladder.differences.find(({ metric }) => metric === 'rs')!;
    expect(rs).toMatchObject({ onlyA: gained, onlyB: gained - Math.round(60 * value) });
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
    expect(measured.rows[0]!.figures.bs!.value).toBeCloseTo(0.55, 12);
    expect(measured.rows[0]!.byKind.pronoun!.figures.bs!.value).toBeCloseTo(0.5, 12);
    expect(measured.differences.find(({ metric }) => metric === 'bs')!.value).toBeCloseTo(0.3, 12);
  });

  it('is a function of the seed', () => {
    const again = buildLadder([weak, strong], [['Merged', 'B']], SETTINGS);
    const other = buildLadder([weak, strong], [['Merged', 'B']], { ...SETTINGS, seed: 8 });
    expect(again.rows).toEqual(ladder.rows);
    expect(other.rows[0]?.figures).not.toEqual(ladder.rows[0]?.figures);
  });

  it('refuses to report on nothing', () => {
    expect(() => buildLadder([], [], SETTINGS)).toThrowError(expect.objectContaining({ code: 'TOO_FEW_QUERIES' }));
  });
});
