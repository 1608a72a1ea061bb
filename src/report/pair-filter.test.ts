import { describe, expect, it } from 'vitest';
import { type PairQuery, selectPairs } from './pair-filter.js';
import { pairTable } from './pair-table.js';
import type { AnswerPair, PairOutcome } from './report-data.js';

const outcome = (answers: [string, string], between: number, flags: Partial<PairOutcome> = {}): PairOutcome => ({
  ...{ answers, rougeLBetween: between, agreement: 'different', rightAnswers: 0 },
  ...flags,
});

const pair = (id: string, kind: string, models: AnswerPair['models'], sameContexts = true): AnswerPair => ({
  ...{ id, kind, models, sameContexts },
  ...{ question: `question ${id}`, variant: `variant ${id}`, reference: 'the reference' },
});

const pairs = [
  pair('0', 'article', {
    B: outcome(['red', 'green'], 0.4),
    Merged: outcome(['one', 'one'], 1, { agreement: 'same' }),
  }),
  pair('1', 'semantic', { B: outcome(['blue', 'blue'], 0.9, { agreement: 'alike', rightAnswers: 2 }) }, false),
  pair('2', 'semantic', { B: outcome(['Grün', 'x'], 0.1), Merged: outcome(['a', 'b'], 0.2) }),
  pair('3', 'article', {
    B: outcome(['blue', 'navy'], 0.4, { agreement: 'alike' }),
    Merged: outcome(['c', ''], 0, { agreement: 'empty' }),
  }),
];
const table = pairTable(pairs, ['B', 'Merged']);
const select = (query: Partial<PairQuery>) =>
  selectPairs(table, { model: 0, kind: -1, outcome: 'all', text: '', searched: [0], order: 'recorded', ...query });

describe('selectPairs', () => {
  it('leaves out pairs that the model has not answered', () => {
    expect(select({})).toEqual([0, 1, 2, 3]);
    expect(select({ model: 1 })).toEqual([0, 2, 3]);
  });

  it('orders by agreement, equals as recorded', () => {
    expect(select({ order: 'worst' })).toEqual([2, 0, 3, 1]);
    expect(select({ order: 'worst', model: 1 })).toEqual([3, 2, 0]);
  });

  it('filters by kind and outcome', () => {
    expect(select({ kind: table.kinds.indexOf('other words') })).toEqual([1, 2]);
    expect(select({ outcome: 'inconsistent' })).toEqual([0, 2]);
    expect(select({ outcome: 'wrong' })).toEqual([3]);
    expect(select({ outcome: 'right' })).toEqual([1]);
    expect(select({ outcome: 'identical', model: 1 })).toEqual([0]);
    expect(select({ outcome: 'empty', model: 1 })).toEqual([3]);
    expect(select({ outcome: 'inconsistent', model: 1 })).toEqual([2, 3]);
    expect(select({ outcome: 'contexts' })).toEqual([1]);
  });

  it('looks for words whatever their case, in what is shown only', () => {
    expect(select({ text: ' BLUE ' })).toEqual([1, 3]);
    expect(select({ text: 'grün' })).toEqual([2]);
    expect(select({ text: 'one' })).toEqual([]);
    expect(select({ text: 'one', searched: [0, 1] })).toEqual([0]);
    expect(select({ text: 'variant 3' })).toEqual([3]);
    expect(select({ text: 'the reference', kind: table.kinds.indexOf('a / an / the') })).toEqual([0, 3]);
  });
});
