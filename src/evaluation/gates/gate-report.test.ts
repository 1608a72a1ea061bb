import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { type Figure, opposite } from '../../metrics/figure.js';
import { METRICS } from '../../metrics/registry.js';
import type { Ladder } from '../ladder.js';
import { compareModels } from './compare.js';
import { parseGate } from './expression.js';
import { type Candidate, differenceOf, figureOf, type Measured } from './figures.js';
import { GateReport, judgeGates } from './gate-report.js';
import { gatesAsJunit } from './junit.js';
import { gatesAsMarkdown } from './markdown.js';
import { measured } from './sample.contract.js';

const MEASURED = measured({ B: 0.5, Merged: 0.95 }, 60);
const SMALL = measured({ B: 0.5, Merged: 0.95 }, 19);
const subjects = (from: Measured) => ({
  candidate: { measured: from, model: 'Merged' },
  baseline: () => ({ measured: from, model: 'B' }),
});
const judgeAll = (gates: readonly string[], from = MEASURED, how = {}) =>
  judgeGates(gates.map(parseGate), subjects(from), how);

describe('judgeGates', () => {
  it.each([
    ['rs>=0.40', 'met'],
    ['B:rs>=0.40', 'not met'],
    ['rs>=0.90', 'not enough data'],
    ['rs.gain>=0.3', 'met'],
    ['rougeL.drop<=0.01', 'met'],
    ['em.gain>=90%', 'not met'],
    ['rs@article>=0.5', 'met'],
    ['rs@article.gain>0', 'met'],
    ['bleu.gain>0', 'met'],
    ['oneAnswer>=0.5', 'met'],
    ['oneAnswerExact>=0.1', 'met'],
  ])('%s: %s', (gate, verdict) => {
    const report = judgeAll([gate]);
    expect(report.gates[0]).toMatchObject({ gate, verdict });
    expect(GateReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it.each([
    [['rs>=0.4'], {}, 'met', true],
    [['rs>=0.4', 'rs>=0.9'], {}, 'not enough data', true],
    [['rs>=0.4', 'rs>=0.9'], { strict: true }, 'not enough data', false],
    [['rs>=0.9', 'rs<=0.1'], {}, 'not met', false],
  ])('of %j with %j says %s, passes: %s', (gates, how, verdict, passed) => {
    expect(judgeAll(gates, MEASURED, how)).toMatchObject({ verdict, passed });
  });

  it('has not enough data with few questions, whatever they say', () => {
    expect(judgeAll(['rs>=0.1'], SMALL).verdict).toBe('not enough data');
  });

  it.each([
    ['rsx>=0.3', 'unknown metric "rsx", did you mean "rs"?', undefined],
    ['rouge>=0.3', 'did you mean "rougeL"?', undefined],
    ['merged:rs>=0.3', 'unknown model "merged", did you mean "Merged"?', undefined],
    ['rs@artcle>=0.3', 'unknown kind "artcle", did you mean "article"?', undefined],
    ['rs@semantic>=0.3', 'rs was not measured for semantic', undefined],
    ['rs.drop<=0', 'something to compare with', null],
  ])('refuses %s', (gate, reason, baseline) => {
    const all = subjects(MEASURED);
    const run = () => judgeGates([parseGate(gate)], baseline === null ? { candidate: all.candidate } : all);
    expect(run).toThrow(expect.objectContaining({ code: 'BAD_FLAG', exitCode: 2 }));
    expect(run).toThrow(reason);
  });
});

describe('figures', () => {
  const [merged, base] = [subjects(MEASURED).candidate, subjects(MEASURED).baseline()];

  const found = (of: ReturnType<typeof differenceOf>) => of as Figure;

  it.each(METRICS.filter(({ name }) => name !== 'bs'))(
    'are those of the ladder, as in its tables: $name',
    ({ name }) => {
      const {
        a: _,
        b: __,
        metric: ___,
        ...recorded
      } = MEASURED.ladder.differences.find(({ metric }) => metric === name)!;
      expect(differenceOf(merged, base, name)).toMatchObject(recorded);
      expect(differenceOf(base, merged, name)).toMatchObject(opposite(recorded, 0));
      expect(figureOf(merged, name)).toBe(MEASURED.ladder.rows[1]!.figures[name]);
    },
  );

  it.each(['rs', 'em', 'rougeL', 'bothRight', 'rougeLOriginal'] as const)(
    'are the same when made anew from the pairs of two evaluations: %s',
    (metric) => {
      const other = { measured: { ...MEASURED, ladder: { ...MEASURED.ladder } }, model: 'B' };
      const { value, low, high, questions } = MEASURED.ladder.differences.find((each) => each.metric === metric)!;
      const close = { value, low, high };
      for (const [name, of] of Object.entries(close))
        expect(found(differenceOf(merged, other, metric))[name as 'low']).toBeCloseTo(of, 12);
      expect(found(differenceOf(merged, other, metric)).questions).toBe(questions);
    },
  );

  it('of two identical models have one interval, in the table, at the gate and in the comparison', () => {
    const both = measured({ B: 0.5, C: 0.5 }, 30);
    const [c, b] = ['C', 'B'].map((model) => ({ measured: both, model })) as [Candidate, Candidate];
    const inTable = both.ladder.differences.find(({ metric }) => metric === 'rs')!;
    const atGate = judgeGates([parseGate('C:rs.drop<=0.2')], { candidate: c, baseline: () => b }).gates[0]!;
    const again = measured({ B: 0.5, C: 0.5 }, 30);
    const compared = compareModels(b, { measured: again, model: 'C' }).figures.find(({ metric }) => metric === 'rs')!;
    const unseen = 1 - 0.025 ** (1 / 30);
    for (const { value, low, high } of [inTable, atGate, compared.difference!])
      expect([value, low, high]).toEqual([0, expect.closeTo(-unseen, 12), expect.closeTo(unseen, 12)]);
  });

  it('are compared across evaluations, by pairs where they are the same, else by their intervals', () => {
    const other = measured({ Merged: 0.95 }, 60);
    const same = found(differenceOf({ measured: other, model: 'Merged' }, merged, 'rs'));
    expect([same.value, same.low]).toEqual([0, -same.high]);
    const alone = { measured: { ladder: other.ladder }, model: 'Merged' };
    const { value, low: l, high: h } = figureOf(merged, 'rs')!;
    const { low, high } = found(differenceOf(alone, merged, 'rs'));
    expect(low).toBeCloseTo(-Math.hypot(value - l, h - value), 12);
    expect(high).toBeCloseTo(-low, 12);
  });

  it('are never compared where their definitions differ', () => {
    const older = (change: Partial<Ladder>) => ({
      measured: { ...MEASURED, ladder: { ...MEASURED.ladder, ...change } },
      model: 'Merged',
    });
    const before = older({ metrics: { ...MEASURED.ladder.metrics, rs: 1 } });
    const compared = compareModels(before, merged).figures;
    expect(compared.find(({ metric }) => metric === 'rs')).toMatchObject({
      ...{ difference: null, verdict: 'not comparable' },
      reason: 'rs was measured by version 2 and version 1 of its definition',
    });
    expect(compared.find(({ metric }) => metric === 'em')!.verdict).toBe('no clear difference');
    const judge = () => judgeGates([parseGate('rs.drop<=0.1')], { candidate: merged, baseline: () => before });
    expect(judge).toThrow(expect.objectContaining({ code: 'BAD_FLAG' }));
    expect(judge).toThrow('measure both anew');
    // A threshold belongs to the definition of RS, but not of EM; words to that of ROUGE-L.
    const comparable = (of: Candidate) =>
      compareModels(of, merged).figures.flatMap(({ metric, verdict }) =>
        verdict === 'not comparable' ? [] : [metric],
      );
    expect(comparable(older({ threshold: 0.8 }))).not.toContain('rs');
    expect(comparable(older({ threshold: 0.8 }))).toEqual(expect.arrayContaining(['em', 'rougeL']));
    expect(comparable(older({ words: 'unicode' }))).not.toContain('rougeL');
  });
});

describe('reports of gates', () => {
  const hostile = (text: string): GateReport => {
    const report = judgeAll(['rs>=0.4', 'rs<=0.1', 'rs>=0.9']);
    return { ...report, gates: report.gates.map((gate) => ({ ...gate, model: text, reason: text })) };
  };

  it('are JUnit XML', () => {
    const report = judgeAll(['rs>=0.4', 'rs<=0.1', 'rs>=0.9']);
    const xml = gatesAsJunit(report);
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(testsuites).toMatchObject({ '@_tests': '3', '@_failures': '1', '@_skipped': '1', '@_errors': '0' });
    expect(testsuites.testsuite.testcase.map((each: object) => Object.keys(each)[0])).toEqual([
      'system-out',
      'failure',
      'skipped',
    ]);
    const strict = gatesAsJunit({ ...report, strict: true });
    expect(strict).toContain('failures="2"');
  });

  it('hold any text as text', () => {
    const text = 'a"b\'<script>&amp;]]>\u0000\u0001\u001b\ud800 \ufffe\u{1F4B3}\u202e|x';
    const xml = gatesAsJunit(hostile(text));
    expect(XMLValidator.validate(xml)).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]|\ud800(?![\udc00-\udfff])/);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(parsed.testsuites.testsuite.testcase[0]['@_classname']).toBe(
      'unisono.a"b\'<script>&amp;]]>\ufffd\ufffd\ufffd\ufffd \ufffd\u{1F4B3}\u202e|x',
    );
    const rows = gatesAsMarkdown(hostile(`${text}\n# head`))
      .split('\n')
      .slice(4, 7);
    expect(rows.every((row) => row.startsWith('| '))).toBe(true);
    expect(rows[0]).toContain('\\<script>');
  });

  it('are a table for a pull request', () => {
    const text = gatesAsMarkdown(judgeAll(['rs>=0.4', 'rougeL.drop<=0.01']));
    expect(text).toContain('### ✅ unisono: all gates are met');
    expect(text).toMatch(/\| ✅ \| `rs>=0.4` \| Merged \| 0\.\d{3} \[0\.\d{3}, 0\.\d{3}\] \| 60 \| met \|/);
    expect(text).toContain('Merged against B');
  });
});
