import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportMergekit } from './export-mergekit.js';
import { weightLayer } from './sources/tensor-place.js';

const read = (name: string) => readFileSync(new URL(`fixtures/mergekit-export.${name}`, import.meta.url), 'utf8');

const table = {
  models: ['HTD', 'SEM'],
  perLayer: [
    [0.71, 0.52],
    [0.63, 0.84],
  ],
};
const models = { HTD: 'models/a', SEM: 'models/b' };

it('gives, run through mergekit, the same weights per tensor', () => {
  // The file is what mergekit was given, and is what the export still writes.
  expect(exportMergekit(table, { base: 'models/base', models, density: 0.5 })).toBe(read('yml'));
  expect(parse(exportMergekit(table, { base: 'models/base', models })).models[0].parameters.density).toBe(0.8);
  const byMergekit = JSON.parse(read('json')) as Record<string, Record<string, number>>;
  expect(Object.keys(byMergekit).length).toBe(21);
  for (const [tensor, weights] of Object.entries(byMergekit)) {
    const [htd, sem] = table.perLayer[weightLayer(tensor, 2)]!;
    expect({ tensor, ...weights }).toEqual({ tensor, 'models/a': htd, 'models/b': sem });
  }
});

it('needs its filters: a plain list gives head and norm the first weight', () => {
  const { models: entries } = parse(read('yml')) as { models: { parameters: { weight: { filter?: string }[] } }[] };
  expect(entries[0]!.parameters.weight.filter(({ filter }) => filter !== undefined).length).toBeGreaterThan(5);
});
