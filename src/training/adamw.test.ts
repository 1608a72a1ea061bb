import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { adamwStep } from './adamw.js';
import { OptimizerSettings } from './settings.js';

const { adamw } = JSON.parse(readFileSync(new URL('./fixtures/optimizer.json', import.meta.url), 'utf8'));

/** Runs the fixture's steps, the gradients divided by `clip` and scaled back by it. */
function run(clip: number): Float32Array {
  const parameter = Float32Array.from(adamw.start as number[]);
  const [mean, square] = [new Float32Array(parameter.length), new Float32Array(parameter.length)];
  for (const [i, gradient] of (adamw.gradients as number[][]).entries()) {
    const given = Float32Array.from(gradient, (g) => g / clip);
    adamwStep(parameter, given, mean, square, i + 1, adamw.learningRates[i], clip, adamw.settings);
  }
  return parameter;
}

const settings = OptimizerSettings.parse({});

describe('adamwStep', () => {
  it('equals torch.optim.AdamW over four steps', () => {
    expect(relativeL2(run(1), adamw.result)).toBeLessThanOrEqual(1e-6);
  });

  it('scales the gradient before anything else', () => {
    expect(run(0.25)).toEqual(run(1));
  });

  it('decays, and only decays, where the gradient is 0', () => {
    const parameter = Float32Array.of(2, -3);
    adamwStep(parameter, new Float32Array(2), new Float32Array(2), new Float32Array(2), 1, 0.5, 1, settings);
    expect([...parameter]).toEqual([2, -3].map((p) => Math.fround(p * (1 - 0.5 * settings.weightDecay))));
  });
});
