import { describe, expect, it } from 'vitest';
import { gradients } from './autodiff.js';
import { checkpoint } from './checkpoint.js';
import { Graph, type Tensor } from './graph.js';
import { toOnnx } from './onnx.js';
import { gemm } from './ops/gemm.js';
import { mul } from './ops/mul.js';
import { reduceSum } from './ops/reduce-sum.js';
import { tanh } from './ops/tanh.js';
import { Session } from './session.js';

const SIZE = 4;

/** Two layers x -> tanh(x w) * x, kept or computed again, and the gradients of the sum of the result. */
function build(layer: (x: Tensor, w: Tensor, f: (x: Tensor) => Tensor) => Tensor) {
  const graph = new Graph();
  const weights = ['first', 'second'].map((name) => graph.input(name, [SIZE, SIZE]));
  const input = graph.input('x', [SIZE, SIZE]);
  let x = input;
  for (const w of weights) x = layer(x, w, (y) => mul(tanh(gemm(y, w)), y));
  const [first, second, dx] = gradients(reduceSum(x, [0, 1]), [...weights, input]) as [Tensor, Tensor, Tensor];
  return { graph, outputs: { y: x, d1: first, d2: second, dx } };
}

describe('checkpoint', () => {
  const feeds = Object.fromEntries(
    ['first', 'second', 'x'].map((name, k) => [
      name,
      Float32Array.from({ length: SIZE * SIZE }, (_, i) => Math.sin(i * 3 + k)),
    ]),
  );
  const run = async ({ graph, outputs }: ReturnType<typeof build>) => {
    const session = await Session.compile(graph, outputs);
    const results = await session.run(feeds);
    await session.release();
    return results;
  };

  it('gives the values and gradients of the plain computation', async () => {
    const kept = await run(build((x, _, f) => f(x)));
    expect(await run(build((x, w, f) => checkpoint(x, [w], f)))).toEqual(kept);
  });

  it('computes every layer twice, and the first time keeps nothing for later', () => {
    const count = ({ graph }: ReturnType<typeof build>) => graph.nodes.filter(({ op }) => op === 'Tanh').length;
    expect(count(build((x, _, f) => f(x)))).toBe(2);
    const twice = build((x, w, f) => checkpoint(x, [w], f));
    expect(count(twice)).toBe(4);
    const [early] = twice.graph.nodes.filter(({ op }) => op === 'Tanh');
    const users = twice.graph.nodes.filter(({ inputs }) => inputs.includes(early?.outputs[0] as Tensor));
    expect(users.map(({ op }) => op)).toEqual(['Mul']);
  });
});

describe('toOnnx', () => {
  it('leaves out what no output depends on', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const y = mul(x, graph.scalar(2));
    const alone = toOnnx(graph, { y });
    tanh(mul(x, graph.constant(new Float32Array(1000), [500, 2])));
    expect(toOnnx(graph, { y })).toEqual(alone);
  });
});
