import { describe, expect, it } from 'vitest';
import { RandomStream } from '../core/random.js';
import { adamwStep } from './adamw.js';
import { createOptimizer } from './optimizer.js';
import { OptimizerSettings } from './settings.js';

const SHAPES = new Map<string, readonly number[]>([
  ['model.embed_tokens.weight', [6, 4]],
  ['model.layers.0.input_layernorm.weight', [4]],
  ['model.layers.0.mlp.up_proj.weight', [3, 4]],
  ['lm_head.weight', [6, 4]],
]);
const MATRIX = 'model.layers.0.mlp.up_proj.weight';
const MUON = OptimizerSettings.parse({
  ...{ optimizer: 'muon', learningRate: 0.01, muonLearningRate: 0.02, weightDecay: 0 },
});

/** Random tensors of `SHAPES`. */
function random(name: string): Map<string, Float32Array> {
  const stream = new RandomStream(1, name);
  return new Map(
    [...SHAPES].map(([key, shape]) => [
      key,
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => stream.normal()),
    ]),
  );
}

/** Parameters after one step. */
async function stepped(settings: OptimizerSettings, factor = 1, clip = 1) {
  const optimizer = await createOptimizer(settings, SHAPES, {});
  const parameters = random('parameters');
  await optimizer.step(parameters, random('gradients'), 1, factor, clip);
  await optimizer.release();
  return { parameters, state: optimizer.state };
}

describe('createOptimizer', () => {
  it('remembers two moments of every tensor with AdamW', async () => {
    const { state } = await createOptimizer(OptimizerSettings.parse({ learningRate: 0.1 }), SHAPES, {});
    expect([...state.keys()]).toEqual([...SHAPES.keys()].flatMap((name) => [`mean:${name}`, `square:${name}`]));
    for (const [name, values] of state)
      expect(values).toEqual(new Float32Array(random('x').get(name.replace(/^\w+:/, ''))!.length));
  });

  it('gives Muon the matrices inside the layers and AdamW the embeddings, norms and head', async () => {
    const { parameters, state } = await stepped(MUON);
    expect([...state.keys()].filter((name) => name.endsWith(MATRIX))).toEqual([`momentum:${MATRIX}`]);
    const adamw = (await stepped({ ...MUON, optimizer: 'adamw' })).parameters;
    for (const [name, values] of parameters) {
      if (name === MATRIX) expect(values).not.toEqual(adamw.get(name));
      else expect(values).toEqual(adamw.get(name));
    }
  });

  it('moves a matrix by an almost orthogonal update of the size of its own learning rate', async () => {
    const { parameters } = await stepped(MUON, 0.5);
    const before = random('parameters').get(MATRIX) as Float32Array;
    const update = (parameters.get(MATRIX) as Float32Array).map(
      (value, i) => (value - (before[i] as number)) / (0.02 * 0.5),
    );
    const row = (i: number) => update.subarray(i * 4, (i + 1) * 4);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    for (const i of [0, 1, 2]) {
      expect(dot(row(i), row(i))).toBeGreaterThan(0.4);
      expect(dot(row(i), row(i))).toBeLessThan(1.5);
      for (const j of [0, 1, 2]) if (i !== j) expect(Math.abs(dot(row(i), row(j)))).toBeLessThan(0.35);
    }
  });

  it('applies factor and clip to AdamW', async () => {
    const settings = OptimizerSettings.parse({ learningRate: 0.1, beta2: 0.9 });
    const { parameters } = await stepped(settings, 0.25, 0.5);
    for (const [name, gradient] of random('gradients')) {
      const expected = random('parameters').get(name) as Float32Array;
      const zeros = () => new Float32Array(gradient.length);
      adamwStep(expected, gradient, zeros(), zeros(), 1, 0.025, 0.5, settings);
      expect(parameters.get(name)).toEqual(expected);
    }
  });

  it('goes on from its state as if it had never stopped', async () => {
    const whole = await createOptimizer(MUON, SHAPES, {});
    const [parameters, resumed] = [random('parameters'), random('parameters')];
    await whole.step(parameters, random('first'), 1, 1, 1);
    await whole.step(parameters, random('second'), 2, 1, 1);

    const first = await createOptimizer(MUON, SHAPES, {});
    await first.step(resumed, random('first'), 1, 1, 1);
    const second = await createOptimizer(MUON, SHAPES, {});
    for (const [name, values] of first.state) second.state.get(name)?.set(values);
    await second.step(resumed, random('second'), 2, 1, 1);
    expect(resumed).toEqual(parameters);
    for (const optimizer of [whole, first, second]) await optimizer.release();
  });
});
