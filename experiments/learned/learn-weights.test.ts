import { RandomStream } from 'unisono/core';
import { dareTies, dropThreshold, isKept, maskKey, rescaledWeight } from 'unisono/merging';
import { describe, expect, it } from 'vitest';
import { sineWeights } from '../../src/models/fixtures/sine-weights.contract.js';
import { configOf, LOSS_FIXTURE } from '../../src/training/fixtures/loss.contract.js';
import { LearnState, startOf, WeightLearner } from './learn-weights.js';
import { maskedDeltas } from './masked-deltas.js';

const CONFIG = configOf(LOSS_FIXTURE.runs[0]!.model);
const MODELS = ['A', 'B'];

/** Models beside a base, each away from it by noise. */
function tuned(values: Float32Array, tensor: string): Float32Array[] {
  return MODELS.map((name) => {
    const random = new RandomStream(3, `${name} ${tensor}`);
    return values.map((value) => value + 0.02 * random.normal());
  });
}

const base = sineWeights(CONFIG);
const deltas = new Map(
  [...base].map(([tensor, values]) => [
    tensor,
    maskedDeltas(values, tuned(values, tensor), { seed: 1, tensor, models: MODELS }),
  ]),
);

/** Two wordings of one question with the same answer, and one question alone. */
const batch = {
  sequences: [
    { ids: [5, 6, 7, 8, 9, 10], answerStart: 4 },
    { ids: [5, 7, 6, 9, 10], answerStart: 3 },
    { ids: [11, 12, 13, 14], answerStart: 2 },
  ],
  triplets: [],
  pairs: 1,
};

const start = Array.from({ length: CONFIG.num_hidden_layers }, () => [0.3, 0.6]);
const learner = () => new WeightLearner({ config: CONFIG, base, deltas }, { learningRate: 0.05, kl: 1, microBatch: 2 });

describe('maskedDeltas', () => {
  it('weighed and added up are what the merge adds', () => {
    const tensor = 'model.layers.0.mlp.up_proj.weight';
    const values = base.get(tensor)!;
    const keys = MODELS.map((name) => maskKey(1, name, tensor));
    const merged = dareTies(values, tuned(values, tensor), {
      weights: [0.3, 0.6].map((w) => rescaledWeight(w, 0.2)),
      kept: (k, i) => isKept(keys[k]!, i, dropThreshold(0.2)),
    });
    const [a, b] = deltas.get(tensor)!;
    for (const [i, value] of merged.entries()) expect(values[i]! + 0.3 * a![i]! + 0.6 * b![i]!).toBeCloseTo(value, 6);
  });
});

describe('WeightLearner', () => {
  it('has the gradient of the loss with respect to every weight', async () => {
    const learning = learner();
    const { gradient } = await learning.differentiate(start, batch);
    const step = 0.02;
    for (const [layer, row] of gradient.entries()) {
      for (const [k, slope] of row.entries()) {
        const lossAt = async (by: number) => {
          const moved = start.map((w, l) => w.map((value, j) => (l === layer && j === k ? value + by : value)));
          const { ce, kl } = await learning.differentiate(moved, batch);
          return ce + kl;
        };
        const measured = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
        expect(Math.abs(slope - measured), `layer ${layer}, model ${k}`).toBeLessThan(0.02 * Math.abs(measured));
      }
    }
    await learning.release();
  });

  it('leaves what no delta names as the base has it, and computes no gradient of it', async () => {
    const embedding = 'model.embed_tokens.weight';
    const without = new Map([...deltas].filter(([tensor]) => tensor !== embedding));
    const unmoved = new Map(
      [...deltas].map(([tensor, each]) => [tensor, tensor === embedding ? each.map((d) => d.map(() => 0)) : each]),
    );
    const [alone, zeros] = [without, unmoved].map(
      (some) => new WeightLearner({ config: CONFIG, base, deltas: some }, { learningRate: 0.05, kl: 1, microBatch: 4 }),
    );
    const [left, right] = [await alone!.differentiate(start, batch), await zeros!.differentiate(start, batch)];
    expect(left.ce).toBe(right.ce);
    for (const [l, row] of left.gradient.entries())
      for (const [k, slope] of row.entries()) expect(slope).toBeCloseTo(right.gradient[l]![k]!, 6);
    await Promise.all([alone!.release(), zeros!.release()]);
  });

  it('lowers the loss, the same way every time, and so if it was stopped in between', async () => {
    const learning = learner();
    const batches = Array.from({ length: 8 }, () => batch);
    const states: LearnState[] = [];
    const { weights, log } = await learning.learn(startOf(start), batches, (state) => states.push(state));
    expect(log.at(-1)!.ce + log.at(-1)!.kl).toBeLessThan(log[0]!.ce + log[0]!.kl);
    expect(await learning.learn(startOf(start), batches)).toEqual({ weights, log });
    const stopped = LearnState.parse(JSON.parse(JSON.stringify(states[2])));
    expect(await learning.learn(stopped, batches)).toEqual({ weights, log });
    await learning.release();
  });
});
