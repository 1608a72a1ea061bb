import { describe, expect, it } from 'vitest';
import { kindLabel } from '../variation/kind-names.js';
import { pairTable, tableJson, textLimit } from './pair-table.js';
import { pairView } from './pair-view.js';
import { sampleData } from './sample-data.contract.js';

const data = sampleData();
const ladder = data.ladder.rows.map(({ model }) => model);

describe('pairTable', () => {
  it('gives every pair back as it was', () => {
    const table = pairTable(data.pairs, ladder);
    const models = table.models.map((_, index) => index);
    data.pairs.forEach((pair, at) => {
      const view = pairView(table, at, models);
      expect([view.kind, view.sameContexts]).toEqual([kindLabel(pair.kind), pair.sameContexts]);
      expect([view.question, view.variant, view.reference].map(({ text }) => text)).toEqual([
        pair.question,
        pair.variant,
        pair.reference,
      ]);
      expect(
        Object.fromEntries(
          view.outcomes.map(({ model, answers, agreement, rightAnswers, rougeLBetween }) => [
            model,
            {
              answers: answers.map(({ text }) => text),
              ...{ agreement, rightAnswers, rougeLBetween },
            },
          ]),
        ),
      ).toEqual(pair.models);
    });
  });

  it('carries a text once, and a model that did not answer as nothing', () => {
    const [pair] = data.pairs as [(typeof data.pairs)[number]];
    const { B } = pair.models;
    const table = pairTable([pair, { ...pair, models: { B: B! } }], ladder);
    expect(new Set(table.texts).size).toBe(table.texts.length);
    expect(pairView(table, 1, [0, 1]).outcomes.map(({ model }) => model)).toEqual(['B']);
  });

  it('cuts long texts and says by how much', () => {
    const pair = { ...data.pairs[0]!, question: 'x'.repeat(1_000_000), variant: `${'y'.repeat(3_999)}😀` };
    const view = pairView(pairTable([pair], ladder), 0, []);
    expect(view.question).toEqual({ text: 'x'.repeat(4_000), omitted: 996_000 });
    expect(view.variant).toEqual({ text: 'y'.repeat(3_999), omitted: 2 });
  });

  it('cuts further where all texts together would be too much', () => {
    const texts = (count: number, length: number) => Array.from({ length: count }, () => 'x'.repeat(length));
    expect(textLimit(texts(10, 4_000), 40_000)).toBe(4_000);
    expect(textLimit(texts(10, 4_000), 39_999)).toBe(1_200);
    expect(textLimit(texts(10, 4_000), 4_000)).toBe(400);
    expect(textLimit(texts(10, 4_000), 10)).toBe(120);
  });
});

describe('tableJson', () => {
  it('can stand in a script element and is the same when read', () => {
    const pair = { ...data.pairs[0]!, kind: '</script><!--\u202e\u2028\ud800' };
    const table = pairTable([pair], ladder);
    const json = tableJson(table);
    expect(json).not.toMatch(/[<\u2028\u202e]|\p{Surrogate}/u);
    expect(JSON.parse(json)).toEqual(table);
  });
});
