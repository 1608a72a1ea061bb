import { describe, expect, it } from 'vitest';
import { DEFAULT_KINDS } from '../core/dataset.js';
import { RandomStream } from '../core/random.js';
import type { Example } from '../retrieval/example.js';
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
    expect(byKind.semantic).toEqual({ pairs: 0, em: null, rs: null, rougeL: null, bothRight: null });
    expect(((byKind.pronoun?.rs ?? 0) + (byKind.article?.rs ?? 0)) / 2).toBeCloseTo(ladder.rows[0]!.rs, 12);
  });

  it('gives differences as a minus b, skipping models that are not there', () => {
    expect(ladder.differences.map(({ a, b, metric }) => `${a}-${b} ${metric}`)).toEqual([
      'Merged-B rs',
      'Merged-B em',
      'Merged-B rougeL',
      'Merged-B bothRight',
    ]);
    for (const { metric, difference, low, high } of ladder.differences) {
      expect(difference).toBeCloseTo(ladder.rows[1]![metric] - ladder.rows[0]![metric], 12);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
    }
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
