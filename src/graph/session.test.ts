import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { Graph } from './graph.js';
import { toOnnx } from './onnx.js';
import { add } from './ops/add.js';
import { cast } from './ops/cast.js';
import { mul } from './ops/mul.js';
import { reduceMean } from './ops/reduce-mean.js';
import { reduceSum } from './ops/reduce-sum.js';
import { Session } from './session.js';

describe('toOnnx', () => {
  it('declares inputs and outputs by name, type and shape, for any ONNX Runtime to read', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const y = add(x, cast(graph.input('n', [3], 'int64'), 'float32'));
    const session = await ort.InferenceSession.create(toOnnx(graph, { result: y }).model);
    expect(session.inputNames).toEqual(['x', 'n']);
    expect(session.outputNames).toEqual(['result']);
    expect(session.inputMetadata).toMatchObject([
      { name: 'x', type: 'float32', shape: [2, 3] },
      { name: 'n', type: 'int64', shape: [3] },
    ]);
    expect(session.outputMetadata).toMatchObject([{ name: 'result', type: 'float32', shape: [2, 3] }]);
    await session.release();
  });

  it('gives the same bytes for the same graph', () => {
    const build = () => {
      const graph = new Graph();
      return toOnnx(graph, { y: mul(graph.input('x', [2]), graph.constant(Float32Array.of(1, 2), [2])) });
    };
    expect(build()).toEqual(build());
  });
});

describe('Graph.constant', () => {
  it('shares small equal constants of equal type and shape only', () => {
    const graph = new Graph();
    const two = graph.constant(Float32Array.of(1, 2), [2]);
    expect(graph.constant(Float32Array.of(1, 2), [2])).toBe(two);
    expect(graph.constant(Float32Array.of(1, 2), [2, 1])).not.toBe(two);
    expect(graph.constant(Int32Array.of(1, 2), [2])).not.toBe(two);
    expect(graph.constant(Float32Array.of(1, 2.0000002), [2])).not.toBe(two);
  });
});

describe('Session', () => {
  it('returns inputs, constants and one tensor under several names', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const sum = add(x, graph.constant(Float32Array.of(10, 20), [2]));
    const session = await Session.compile(graph, { same: x, sum, again: sum });
    const expected = { same: Float32Array.of(1, 2), sum: Float32Array.of(11, 22), again: Float32Array.of(11, 22) };
    expect(await session.run({ x: Float32Array.of(1, 2) })).toEqual(expected);
    await session.release();
  });

  it('returns fresh arrays at every run and reads feeds as they are then', async () => {
    const graph = new Graph();
    const session = await Session.compile(graph, { y: mul(graph.input('x', [1]), graph.scalar(2)) });
    const x = Float32Array.of(1);
    const first = await session.run({ x });
    x[0] = 4;
    expect((await session.run({ x })).y).toEqual(Float32Array.of(8));
    expect(first.y).toEqual(Float32Array.of(2));
    await session.release();
  });

  it('runs a view into a larger array', async () => {
    const graph = new Graph();
    const session = await Session.compile(graph, { y: add(graph.input('x', [2]), graph.scalar(1)) });
    expect((await session.run({ x: Float32Array.of(7, 8, 9).subarray(1) })).y).toEqual(Float32Array.of(9, 10));
    await session.release();
  });

  it('rejects a missing feed and one of the wrong size', async () => {
    const graph = new Graph();
    const session = await Session.compile(graph, { y: add(graph.input('x', [2]), graph.scalar(1)) });
    await expect(session.run({})).rejects.toThrow();
    await expect(session.run({ x: new Float32Array(3) })).rejects.toThrow();
    await session.release();
  });

  it('rejects a run after release; a second release does nothing', async () => {
    const graph = new Graph();
    const session = await Session.compile(graph, { y: add(graph.input('x', [1]), graph.scalar(1)) });
    await session.release();
    await session.release();
    await expect(session.run({ x: new Float32Array(1) })).rejects.toThrow();
  });
});

describe('reductions over no axes', () => {
  it.each([reduceSum, reduceMean])('change nothing (%o)', async (reduce) => {
    const graph = new Graph();
    const x = graph.input('x', [2, 2]);
    const session = await Session.compile(graph, { y: reduce(x, []), kept: reduce(x, [], true) });
    const values = Float32Array.of(1, 2, 3, 4);
    expect(await session.run({ x: values })).toEqual({ y: values, kept: values });
    await session.release();
  });
});
