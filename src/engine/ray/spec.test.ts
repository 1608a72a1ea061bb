import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { StepSettings } from '../../training/settings.js';
import { TrainSpec } from './spec.js';
import { packWorker, WORKER_PACKAGE } from './worker-package.js';

describe("the schema of the worker's spec", () => {
  it('ships with the worker', () => {
    expect(Object.keys(unzipSync(packWorker().zip))).toContain('unisono_cluster/spec.schema.json');
  });

  it('leaves out Muon, which the worker has not', () => {
    expect(Object.keys(StepSettings.shape).filter((name) => !(name in TrainSpec.shape.settings.shape))).toEqual([
      'muonLearningRate',
    ]);
  });
});

describe("the cluster's worker", () => {
  const code = readdirSync(WORKER_PACKAGE)
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(join(WORKER_PACKAGE, name), 'utf8'))
    .join('\n');

  // The one optimizer that the schema lets through is the one that the worker has.
  const settings = Object.keys(TrainSpec.shape.settings.shape).filter((name) => name !== 'optimizer');
  it.each(settings)('uses the setting %s', (name) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(code).toMatch(new RegExp(`settings\\.${snake}\\b|PAIR_LOSSES = \\{[^}]*"${snake}"`));
  });
});
