import { describe, expect, it } from 'vitest';
import type { Difference, ReportData } from './report-data.js';
import { sampleData } from './sample-data.contract.js';
import { buildVerdict } from './verdict.js';

/** The sample with only these differences between Merged and B: [difference, low, high]. */
function withDifferences(differences: Partial<Record<Difference['metric'], [number, number, number]>>): ReportData {
  const data = sampleData();
  data.ladder.differences = Object.entries(differences).map(([metric, [value, low, high]]) => ({
    ...{ a: 'Merged', b: 'B', metric: metric as Difference['metric'], value, low, high },
    ...{ bca: null, n: 384, questions: 150 },
  }));
  for (const [model, rs, rougeL] of [
    ['Merged', 0.61, 0.3],
    ['B', 0.48, 0.2],
  ] as const) {
    const row = data.ladder.rows.find((each) => each.model === model)!;
    const { figures } = row;
    row.figures = { ...figures, rs: { ...figures.rs, value: rs }, rougeL: { ...figures.rougeL, value: rougeL } };
  }
  return data;
}

const plain = (data: ReportData) => buildVerdict(data).sentence.replaceAll('\u00a0', ' ');
const GAIN: [number, number, number] = [0.13, 0.08, 0.18];

describe('buildVerdict', () => {
  it('tells a gain that the interval supports', () => {
    const data = withDifferences({ rs: GAIN, rougeL: [0.1, 0.06, 0.14] });
    expect(plain(data)).toBe(
      'Merged gives consistent answers for 61.0 % of reworded questions, B for 48.0 % (+13.0 points, 95 % interval +8.0 to +18.0); accuracy rose, ROUGE-L 0.200 to 0.300 (+0.100, 95 % interval +0.060 to +0.140).',
    );
    expect(buildVerdict(data)).toMatchObject({ consistency: 'higher', accuracy: 'higher' });
  });

  it('says that an interval includes 0', () => {
    const data = withDifferences({ rs: [0.02, -0.03, 0.07], rougeL: [-0.01, -0.04, 0.02] });
    expect(plain(data)).toContain(
      '(+2.0 points); the 95 % interval −3.0 to +7.0 includes 0, so no difference is shown; no change of accuracy is shown',
    );
    expect(plain(data)).toMatch(/95 % interval −0\.040 to \+0\.020, which includes 0\)\.$/);
    expect(buildVerdict(data)).toMatchObject({ consistency: 'unclear', accuracy: 'unclear' });
  });

  it('counts an interval that touches 0 as including it', () => {
    expect(buildVerdict(withDifferences({ rs: [0.05, 0, 0.1] })).consistency).toBe('unclear');
  });

  it('says plainly that accuracy fell', () => {
    const data = withDifferences({ rs: GAIN, rougeL: [-0.05, -0.08, -0.02] });
    expect(plain(data)).toContain('+8.0 to +18.0), but accuracy fell, ROUGE-L');
    expect(buildVerdict(data).accuracy).toBe('lower');
  });

  it('says plainly that consistency fell', () => {
    const data = withDifferences({ rs: [-0.13, -0.18, -0.08], rougeL: [-0.05, -0.08, -0.02] });
    expect(plain(data)).toContain('(−13.0 points, 95 % interval −18.0 to −8.0); accuracy fell');
    expect(buildVerdict(data).consistency).toBe('lower');
  });

  it('turns a difference round that was recorded the other way', () => {
    const data = withDifferences({ rs: [-0.13, -0.18, -0.08] });
    Object.assign(data.ladder.differences[0]!, { a: 'B', b: 'Merged' });
    expect(plain(data)).toContain('(+13.0 points, 95 % interval +8.0 to +18.0)');
  });

  it('concludes nothing without an interval', () => {
    const data = withDifferences({});
    expect(plain(data)).toMatch(/the difference has no interval, so no conclusion is possible\.$/);
    expect(buildVerdict(data)).toMatchObject({ consistency: 'no interval', accuracy: 'no interval' });
  });

  it('takes the last row against the first where the ladder has other names', () => {
    const data = withDifferences({});
    data.ladder.rows = data.ladder.rows.filter(({ model }) => ['SFT', 'HTD', 'SEM'].includes(model));
    expect(plain(data)).toMatch(/^SEM gives .* SFT for /);
  });

  it('stands alone with one model', () => {
    const data = withDifferences({});
    data.ladder.rows = data.ladder.rows.slice(0, 1);
    expect(plain(data)).toMatch(/^B gives consistent answers for 48\.0 % .*no other model to compare it with\.$/);
  });
});
