import { describe, expect, it } from 'vitest';
import { parseReportData } from './report-data.js';
import { sampleData } from './sample-data.contract.js';

describe('parseReportData', () => {
  it('takes the sample as it is', () => {
    expect(parseReportData(sampleData())).toEqual(sampleData());
  });

  it('names the field that does not fit', () => {
    const data = sampleData();
    expect(() => parseReportData({ ...data, ladder: { ...data.ladder, threshold: 7 } })).toThrow(/ladder\.threshold/);
    expect(() => parseReportData({ ...data, ladder: { ...data.ladder, rows: [] } })).toThrow(/ladder\.rows/);
    const [first] = data.ladder.rows;
    const row = { ...first!, figures: { ...first!.figures, bs: { ...first!.figures.rs, value: 1.9 } } };
    expect(() => parseReportData({ ...data, ladder: { ...data.ladder, rows: [row] } })).toThrow(
      /ladder\.rows\.0\.figures\.bs/,
    );
    expect(() => parseReportData(null)).toThrow(expect.objectContaining({ code: 'BAD_DOCUMENT' }));
  });

  it('forgives a share a rounding error outside its range', () => {
    const data = sampleData();
    Object.assign(data.ladder.rows[0]!.figures.bleu!, { value: 1 + 2 ** -50 });
    expect(() => parseReportData(data)).not.toThrow();
  });

  it('refuses layers with a number of weights other than that of the models', () => {
    const data = sampleData();
    data.weights!.perLayer[0]!.w.pop();
    expect(() => parseReportData(data)).toThrow(/one number per model/);
  });

  it('names the field of a pair that does not fit', () => {
    const data = sampleData();
    data.pairs[2]!.models.B!.rougeLBetween = 3;
    expect(() => parseReportData(data)).toThrow(/pairs\.2\.models\.B\.rougeLBetween/);
  });

  it('refuses similarities of another size than their queries', () => {
    const data = sampleData();
    data.similarities!.reference.pop();
    expect(() => parseReportData(data)).toThrow(/similarities/);
  });
});
