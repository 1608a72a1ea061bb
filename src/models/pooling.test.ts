import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradients } from '../graph/autodiff.js';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { Graph, type Tensor } from '../graph/graph.js';
import { mul } from '../graph/ops/mul.js';
import { reduceSum } from '../graph/ops/reduce-sum.js';
import { Session } from '../graph/session.js';
import { Pooling, pool } from './pooling.js';

const { lengths, pooling } = JSON.parse(readFileSync(new URL('./fixtures/llama.json', import.meta.url), 'utf8'));
const { hidden, size, cotangent, results } = pooling;
const BATCH: number = lengths.length;
const LENGTH: number = hidden.length / (BATCH * size);
const MASK = Float32Array.from({ length: BATCH * LENGTH }, (_, i) =>
  i % LENGTH < lengths[Math.floor(i / LENGTH)] ? 1 : 0,
);

describe('pool', () => {
  it.each(Pooling.options)('%s agrees with PyTorch in output and gradient, and ignores padding', async (kind) => {
    const graph = new Graph();
    const x = graph.input('hidden', [BATCH, LENGTH, size]);
    const pooled = pool(x, graph.input('mask', [BATCH, LENGTH]), kind);
    const weighted = mul(pooled, graph.constant(Float32Array.from(cotangent), [BATCH, size]));
    const [gradient] = gradients(reduceSum(weighted, [0, 1]), [x]) as [Tensor];
    const session = await Session.compile(graph, { pooled, gradient });
    const actual = await session.run({ hidden: Float32Array.from(hidden), mask: MASK });
    await session.release();
    expect(pooled.shape).toEqual([BATCH, size]);
    expect(relativeL2(actual.pooled as Float32Array, results[kind].output)).toBeLessThanOrEqual(1e-6);
    expect(relativeL2(actual.gradient as Float32Array, results[kind].gradient)).toBeLessThanOrEqual(1e-6);
  });
});
