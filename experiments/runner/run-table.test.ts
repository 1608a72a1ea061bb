import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { silentProgress } from 'unisono/core';
import { EmbeddedEngine } from 'unisono/engine';
import { loadRun } from 'unisono/pipeline';
import { afterAll, describe, expect, it } from 'vitest';
import { makeProject } from '../../test/small-project.js';
import { runTable } from './run-table.js';
import { Table } from './table.js';

const TIMEOUT = 120_000;

describe('runTable', () => {
  const project = makeProject();
  const load = () => ({ ...loadRun(project.config), path: project.config });
  const measure = (table: object) =>
    runTable(Table.parse({ title: 'Small', settings: 'unisono.yaml', ...table }), {
      ...{ load, engine: () => new EmbeddedEngine(0), progress: silentProgress },
    });
  const trained = (seed: number) => readdirSync(join(`${project.out}-${seed}`, 'train')).sort();
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  it(
    'makes the models that the rungs need and no other, for every seed',
    async () => {
      const rungs = ['B', { name: 'SFT + canonical', of: 'SFT', canonical: true }];
      const { runs } = await measure({ seeds: [2, 3], rungs, compare: [['SFT + canonical', 'B']] });
      expect(runs.map(({ seed }) => seed)).toEqual([2, 3]);
      for (const { seed, subsets, costs } of runs) {
        expect(trained(seed)).toEqual(['SFT']);
        expect(subsets.all?.rows.map(({ model }) => model)).toEqual(['B', 'SFT + canonical']);
        expect(subsets.all?.differences.length).toBeGreaterThan(0);
        expect(costs).toEqual([]);
      }
    },
    TIMEOUT,
  );

  it(
    'trains what a merge is made of, and weighs it',
    async () => {
      const uniform = { name: 'uniform', merge: { weighting: 'uniform' } };
      const { runs } = await measure({ title: 'Merges', seeds: [4], rungs: ['Merged', uniform] });
      expect(trained(4)).toEqual(['SEM', 'WORDS']);
      expect(runs[0]!.subsets.all?.rows.map(({ model }) => model)).toEqual(['Merged', 'uniform']);
    },
    TIMEOUT,
  );

  it(
    'runs a whole ladder with its costs and causes',
    async () => {
      const rungs = ['B', 'SFT', 'SFT+TL', 'WORDS', 'SEM', 'ALL', 'Merged'];
      const { runs } = await measure({ title: 'Ladder', seeds: [4], rungs });
      expect(runs[0]!.costs.map(({ stage }) => stage)).toContain('train/ALL');
      expect(runs[0]!.causes.map(({ model }) => model)).toEqual(['B']);
      expect(runs[0]!.model?.specialists).toEqual(['WORDS', 'SEM']);
    },
    TIMEOUT,
  );
});
