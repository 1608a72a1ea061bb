import { metricVersions } from 'unisono/metrics';
import { TuneResult } from 'unisono/pipeline';
import type { ByLayer } from '../analysis/by-layer.js';
import type { Results } from '../runner/results.js';
import { Table } from '../runner/table.js';
import type { ResultFiles } from './views.js';

/** Made-up results for the tests of the page. */

const figure = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });

export interface SampleRung {
  readonly model: string;
  readonly rs: number;
}

/** A run of one seed; differences are those of every rung to the first. */
export function sampleRun(seed: number, rungs: readonly SampleRung[]): Results['runs'][number] {
  const [base, ...others] = rungs;
  const figures = (rs: number) => ({ rs: figure(rs), bothRight: figure(rs - 0.1) });
  const rows = rungs.map(({ model, rs }) => ({
    model,
    pairs: 10,
    figures: { rougeL: figure(0.5), ...figures(rs) },
    byKind: { article: { pairs: 4, figures: figures(rs + 0.02) } },
  }));
  const compared = others.map(({ model: a, rs }) => ({
    a,
    b: base!.model,
    metric: 'rs' as const,
    gain: rs - base!.rs,
  }));
  const measured = {
    rows,
    differences: compared.map(({ gain, ...of }) => ({ ...of, value: gain, low: 0.01, high: 0.3, bca: null, n: 10 })),
    tests: compared.map(({ gain, ...of }) => ({
      ...of,
      ...{ onlyA: 3, onlyB: 1, exact: 0.6, midP: 0.5, corrected: 0.6, holm: gain > 0.15 ? 0.0001 : 0.4 },
    })),
  };
  const cost = { peakBytes: 2.5e9, tokens: null, flops: null, diskBytes: 1e6 };
  return {
    seed,
    questions: 5,
    inputs: {},
    model: { weights: 134_515_008, multiplied: 134_479_872, bytes: 2.7e8, specialists: ['SEM', 'SPA'], rank: 16 },
    costs: [
      { stage: 'train/SFT', seconds: 120, ...cost, tokens: 30_000, flops: 6e12, diskBytes: 2.8e8 },
      { stage: 'train/SEM', seconds: 120, ...cost, tokens: 30_000, flops: 6e12 },
      { stage: 'weights', seconds: 30, ...cost, tokens: 9000, flops: 1e12 },
      { stage: 'merge', seconds: 2, ...cost },
      { stage: 'generate/B', seconds: null, ...cost, tokens: 50_000, flops: 1e13 },
      { stage: 'generate/Merged', seconds: 100, ...cost, tokens: 50_000, flops: 1e13 },
    ],
    causes: [
      {
        ...{ model: 'B', pairs: 10, inconsistency: figure(0.6), generator: figure(0.4), retriever: figure(0.2) },
        ...{ noise: null, sameContexts: figure(0.9) },
      },
    ],
    subsets: { human: measured, all: measured },
  };
}

export function sampleResults(...runs: Results['runs']): Results {
  return { title: 'T', threshold: 0.7, words: 'auto', metrics: metricVersions(), bertscore: null, runs };
}

/** Four layers of two models. */
export function sampleLayers(w: readonly [number, number][]): ByLayer {
  const shares = { overlap: 0.8, conflict: 0.3, lost: 0.06 };
  return {
    ...{ title: 'T', seed: 1, models: ['SEM', 'SPA'], distance: 'mean', pooling: 'max', queries: 20, a: 3, b: -1.5 },
    dropProbability: 0.2,
    layers: w.map((weights, layer) => ({
      layer,
      d: [0.5, layer === 1 ? 0.5 : 0.505],
      w: weights,
      lead: layer === 1 ? null : { model: 0, margin: 0.005, low: 0.001, high: 0.009 },
      topChannel: [0.9, 0.8],
      standardized: [0.2, 0.19],
      relativeDelta: [0.005, 0.006],
      cosines: [0.5],
      plain: { ...shares, conflict: 0.3 + layer / 100 },
      masked: shares,
      merged: { relativeDelta: 0.006, opposed: [0.1, 0.12], cosines: [0.8, 0.7] },
    })),
  };
}

export const sampleGroups = Table.parse({
  title: 'T',
  settings: 's.yaml',
  rungs: ['B', ...[0, 1, 2, 3].map((from) => ({ name: `layer ${from}`, merge: { layers: [from, from + 1] } }))],
});

const around = (value: number) => ({ ...figure(value), bca: null, n: 40, questions: 10 });

export const sampleTuning = TuneResult.parse({
  questions: 10,
  pairs: 40,
  threshold: 0.7,
  metrics: metricVersions(),
  specialist: { name: 'SEM', rougeL: 0.5, guard: 0.01 },
  trials: [
    { name: 'uniform 0.4, p 0.2', trial: { uniform: 0.4, dropProbability: 0.2 }, rs: 0.6, rougeL: 0.5, gain: null },
    { name: 'uniform 0.5, p 0.2', trial: { uniform: 0.5, dropProbability: 0.2 }, rs: 0.7, rougeL: 0.4, gain: 0.1 },
  ].map(({ rs, rougeL, gain, ...trial }) => ({
    ...trial,
    figures: { rs: around(rs), em: around(0.3), rougeL: around(rougeL), bothRight: around(0.2) },
    ...{ gain: gain === null ? null : around(gain), guarded: rougeL >= 0.49 },
  })),
  bestUniform: 'uniform 0.4, p 0.2',
  chosen: 'uniform 0.4, p 0.2',
  reason: 'No per-layer weights were tried.',
});

/** Result files with these contents. */
export function sampleFiles(results: Readonly<Record<string, Results>>, layers?: ByLayer): ResultFiles {
  return {
    results: (name) => results[name] ?? missing(name),
    byLayer: (name) => layers ?? missing(name),
    tune: () => sampleTuning,
    table: () => sampleGroups,
  };
}

function missing(name: string): never {
  throw new Error(`experiments/results/${name}.json is not there`);
}
