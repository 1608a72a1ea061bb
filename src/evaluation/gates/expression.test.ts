import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATORS, parseGate } from './expression.js';

describe('parseGate', () => {
  it.each([
    ['rs>=0.40', { metric: 'rs', operator: '>=', threshold: 0.4 }],
    [' rougeL.drop <= 1% ', { metric: 'rougeL', change: 'drop', operator: '<=', threshold: 0.01 }],
    [
      'SFT+TL:em@how-form.gain>-.05',
      { model: 'SFT+TL', metric: 'em', kind: 'how-form', change: 'gain', operator: '>', threshold: -0.05 },
    ],
    ['my-model.v2:bothRight<1', { model: 'my-model.v2', metric: 'bothRight', operator: '<', threshold: 1 }],
  ])('reads %j', (text, expected) => {
    expect(parseGate(text)).toEqual({ text: text.replace(/\s/g, ''), ...expected });
  });

  it('reads what it writes', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
    const kind = fc.option(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), { nil: undefined });
    fc.assert(
      fc.property(
        fc.option(name, { nil: undefined }),
        name,
        kind,
        fc.constantFrom('drop', 'gain', undefined),
        fc.constantFrom(...OPERATORS),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (model, metric, kind, change, operator, threshold) => {
          const text = `${model ? `${model}:` : ''}${metric}${kind ? `@${kind}` : ''}${change ? `.${change}` : ''}${operator}${threshold}`;
          const parsed = parseGate(text);
          expect([parsed.model, parsed.metric, parsed.kind, parsed.change]).toEqual([model, metric, kind, change]);
          expect(parsed.operator).toBe(operator);
          expect(Math.abs(parsed.threshold - threshold)).toBe(0);
        },
      ),
    );
  });

  it.each([
    ['', 'a metric is missing'],
    ['>=0.4', 'a metric is missing'],
    ['rs', 'a comparison is missing at character 3'],
    ['rs=0.4', 'unknown comparison = (known'],
    ['rs==0.4', 'unknown comparison == (known'],
    ['rs=>0.4', 'unknown comparison => (known'],
    ['rs>=', 'a number is missing at character 5'],
    ['rs>=high', 'high is not a number'],
    ['rs>=0,4', '0,4 is not a number'],
    ['rs>=1e', '1e is not a number'],
    ['rs.fall<=0.1', 'unknown suffix .fall (known: .drop, .gain) at character 4'],
    ['r s:rs@>=1', '"rs:rs@" is not a metric'],
  ])('says where %j goes wrong', (text, reason) => {
    expect(() => parseGate(text)).toThrow(expect.objectContaining({ code: 'BAD_FLAG', exitCode: 2 }));
    expect(() => parseGate(text)).toThrow(reason);
  });
});
