import { describe, expect, it } from 'vitest';
import { gradients } from './autodiff.js';
import { Graph, type Tensor } from './graph.js';
import { add } from './ops/add.js';
import { gatherRows } from './ops/gather-rows.js';
import { matmul } from './ops/matmul.js';
import { mul } from './ops/mul.js';
import { reduceSum } from './ops/reduce-sum.js';
import { reshape } from './ops/reshape.js';
import { sigmoid } from './ops/sigmoid.js';
import { sign } from './ops/sign.js';
import { Session } from './session.js';

/** Values of `tensors` for the input x. */
async function valuesOf(graph: Graph, tensors: readonly Tensor[], x: number[]): Promise<number[][]> {
  const session = await Session.compile(graph, Object.fromEntries(tensors.map((tensor, i) => [`out${i}`, tensor])));
  const results = await session.run({ x: Float32Array.from(x) });
  await session.release();
  return tensors.map((_, i) => [...(results[`out${i}`] as Float32Array)]);
}

const sum = (x: Tensor) => reduceSum(reshape(x, [x.size]), [0]);

describe('gradients', () => {
  it('adds up the paths by which a tensor reaches the loss, also twice into one node', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const square = mul(x, x);
    const [gradient] = gradients(sum(add(mul(square, x), add(x, x))), [x]) as [Tensor];
    expect(await valuesOf(graph, [gradient], [2, -3])).toEqual([[3 * 4 + 2, 3 * 9 + 2]]);
  });

  it('differentiates by a tensor in the middle, and by what lies before it, at once', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const middle = mul(x, graph.scalar(5));
    const wrt = gradients(sum(mul(middle, middle)), [middle, x]);
    expect(await valuesOf(graph, wrt, [1, 2])).toEqual([
      [10, 20],
      [50, 100],
    ]);
  });

  it('gives 1 for the loss itself', async () => {
    const graph = new Graph();
    const loss = sum(graph.input('x', [2]));
    expect(await valuesOf(graph, gradients(loss, [loss]), [3, 4])).toEqual([[1]]);
  });

  it('differentiates a derivative', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const [first] = gradients(sum(mul(mul(x, x), x)), [x]) as [Tensor];
    const [second] = gradients(sum(first), [x]) as [Tensor];
    expect(await valuesOf(graph, [second], [2, -1])).toEqual([[12, -6]]);
  });

  it('takes the product of any depth of one chain (f = sigmoid of sigmoid ...)', async () => {
    const graph = new Graph();
    const x = graph.input('x', [1]);
    let y: Tensor = x;
    for (let i = 0; i < 20; i++) y = sigmoid(y);
    const [gradient] = gradients(sum(y), [x]) as [Tensor];
    let [value, slope] = [0.3, 1];
    for (let i = 0; i < 20; i++) {
      value = 1 / (1 + Math.exp(-value));
      slope *= value * (1 - value);
    }
    const [[actual]] = (await valuesOf(graph, [gradient], [0.3])) as [[number]];
    expect(actual / slope).toBeCloseTo(1, 5);
  });

  it('does not walk back into branches that nobody asked about', () => {
    const appended = (depth: number) => {
      const graph = new Graph();
      let branch: Tensor = graph.input('x', [2, 2]);
      for (let i = 0; i < depth; i++) branch = sigmoid(branch);
      const weight = graph.input('weight', [2, 2]);
      const loss = sum(matmul(branch, weight));
      const before = graph.nodes.length;
      gradients(loss, [weight]);
      return graph.nodes.length - before;
    };
    expect(appended(10)).toBe(appended(0));
  });
});

describe('gradients refuses', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 2]);
  const other = graph.input('other', [2, 2]);
  const indices = graph.input('indices', [3], 'int32');

  it.each([
    ['a loss of rank 1', reduceSum(x, [0]), x, 'scalar'],
    ['a loss of size 1 that is not of rank 0', reshape(sum(x), [1]), x, 'scalar'],
    ['an input that the loss does not depend on', sum(x), other, 'other'],
    ['an input behind an operation without a gradient', sum(sign(x)), x, 'x'],
    ['indices', sum(gatherRows(x, indices)), indices, 'indices'],
  ])('%s', (_, loss, wrt, reason) => {
    const refusal = { code: 'SHAPE_MISMATCH', details: { op: 'gradients', reason: expect.stringContaining(reason) } };
    expect(() => gradients(loss, [wrt])).toThrow(expect.objectContaining(refusal));
  });
});
