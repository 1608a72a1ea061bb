import { describe, expect, it } from 'vitest';
import { causeOfInconsistency } from './cause-finding.js';
import { contextSplit } from './context-split.js';
import type { AnswerPair, ReportData } from './report-data.js';
import { causesOf, sampleData } from './sample-data.contract.js';

/** Pairs of the model Merged: [same contexts, consistent, how many]. */
function pairsOf(...groups: [boolean, boolean, number][]): AnswerPair[] {
  const [sample] = sampleData().pairs as [AnswerPair];
  const outcome = sample.models.Merged!;
  return groups.flatMap(([sameContexts, consistent, count]) =>
    Array.from({ length: count }, () => ({
      ...{ ...sample, sameContexts },
      models: { Merged: { ...outcome, agreement: consistent ? ('alike' as const) : ('different' as const) } },
    })),
  );
}

function dataOf(...groups: [boolean, boolean, number][]): ReportData {
  return { ...sampleData(), pairs: pairsOf(...groups) };
}

const merged = sampleData().ladder.rows.find(({ model }) => model === 'Merged')!;

describe('contextSplit', () => {
  it('counts inconsistent pairs by their contexts', () => {
    const split = contextSplit(
      pairsOf([true, true, 60], [true, false, 20], [false, true, 5], [false, false, 15]),
      merged,
    )!;
    expect(split.same).toEqual({ pairs: 80, inconsistent: 20, rate: 0.25 });
    expect(split.other).toEqual({ pairs: 20, inconsistent: 15, rate: 0.75 });
    expect(split.generatorShare!.value).toBeCloseTo(20 / 35, 12);
    expect(split.excess!.value).toBeCloseTo(0.5, 12);
    expect(split.excess!.low).toBeGreaterThan(0);
  });

  it('tells nothing where there is nothing', () => {
    expect(contextSplit([], merged)).toBeUndefined();
    const split = contextSplit(pairsOf([true, true, 9]), merged)!;
    expect([split.generatorShare, split.excess]).toEqual([null, null]);
  });
});

describe('causeOfInconsistency', () => {
  it('names the generator where most inconsistent pairs had the same contexts', () => {
    expect(causeOfInconsistency(dataOf([true, true, 200], [true, false, 90], [false, false, 10]))!.claim).toContain(
      'generator',
    );
  });

  it('names the retriever only where answers break more often with other contexts', () => {
    const found = causeOfInconsistency(dataOf([true, true, 200], [true, false, 10], [false, false, 90]));
    expect(found!.claim).toContain('retriever');
    expect(
      causeOfInconsistency(dataOf([true, true, 2], [true, false, 10], [false, true, 18], [false, false, 90])),
    ).toBeUndefined();
  });

  it('is silent where the interval holds a half', () => {
    expect(causeOfInconsistency(dataOf([true, true, 20], [true, false, 6], [false, false, 5]))).toBeUndefined();
  });

  it('prefers measured shares, and tells them only where they lie apart', () => {
    const measured = (shares: Parameters<typeof causesOf>[1]) => {
      const data = dataOf([true, false, 100]);
      const rows = data.ladder.rows.map((row) =>
        row.model === 'Merged' ? { ...row, causes: causesOf('Merged', shares) } : row,
      );
      return causeOfInconsistency({ ...data, ladder: { ...data.ladder, rows } });
    };
    const clear = measured({ generator: [0.2, 0.05], retriever: [0.7, 0.05], noise: [0.1, 0.05] });
    expect(clear).toMatchObject({ claim: 'Most inconsistency comes from the retriever.' });
    expect(clear!.evidence).toContain('generator 20.0');
    expect(measured({ generator: [0.4, 0.2], retriever: [0.5, 0.2], noise: [0.1, 0.05] })).toBeUndefined();
    expect(measured({ generator: [0.9, 0.02] })).toBeUndefined();
  });
});
