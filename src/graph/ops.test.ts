import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradients } from './autodiff.js';
import { relativeL2 } from './fixtures/relative-l2.contract.js';
import { type ElementType, Graph, type Tensor, type TypedData } from './graph.js';
import { add } from './ops/add.js';
import { cast } from './ops/cast.js';
import { concat } from './ops/concat.js';
import { crossEntropy, logSoftmax } from './ops/cross-entropy.js';
import { div } from './ops/div.js';
import { erf } from './ops/erf.js';
import { exp } from './ops/exp.js';
import { expand } from './ops/expand.js';
import { gatherRows } from './ops/gather-rows.js';
import { gelu } from './ops/gelu.js';
import { gemm } from './ops/gemm.js';
import { layerNorm } from './ops/layer-norm.js';
import { matmul } from './ops/matmul.js';
import { mul } from './ops/mul.js';
import { neg } from './ops/neg.js';
import { project } from './ops/project.js';
import { reduceMax } from './ops/reduce-max.js';
import { reduceMean } from './ops/reduce-mean.js';
import { reduceSum } from './ops/reduce-sum.js';
import { relu } from './ops/relu.js';
import { reshape } from './ops/reshape.js';
import { rmsNorm } from './ops/rms-norm.js';
import { rotary } from './ops/rotary.js';
import { scatterAddRows } from './ops/scatter-add-rows.js';
import { sigmoid } from './ops/sigmoid.js';
import { sign } from './ops/sign.js';
import { silu } from './ops/silu.js';
import { slice } from './ops/slice.js';
import { softmax } from './ops/softmax.js';
import { sqrt } from './ops/sqrt.js';
import { sub } from './ops/sub.js';
import { tanh } from './ops/tanh.js';
import { transpose } from './ops/transpose.js';
import { zeros } from './ops/zeros.js';
import { Session } from './session.js';

/** Every operation, called with the fixture's inputs and options. */
const OPERATIONS = {
  add: ([a, b]) => add(a, b),
  cast: ([x], { type }) => cast(x, type),
  concat: (parts, { axis }) => concat(parts, axis),
  crossEntropy: ([logits, targets, weights]) => crossEntropy(logits, targets, weights),
  logSoftmax: ([x]) => logSoftmax(x),
  div: ([a, b]) => div(a, b),
  erf: ([x]) => erf(x),
  exp: ([x]) => exp(x),
  expand: ([x], { shape }) => expand(x, shape),
  gatherRows: ([matrix, indices]) => gatherRows(matrix, indices),
  gelu: ([x]) => gelu(x),
  gemm: ([a, b, plus], options) => gemm(a, b, { ...options, plus }),
  layerNorm: ([x, weight, bias], { epsilon }) => layerNorm(x, weight, bias, epsilon),
  matmul: ([a, b], options) => matmul(a, b, options),
  mul: ([a, b]) => mul(a, b),
  neg: ([x]) => neg(x),
  project: ([x, weight]) => project(x, weight),
  reduceMax: ([x], { axis }) => reduceMax(x, axis),
  reduceMean: ([x], { axes, keepAxes }) => reduceMean(x, axes, keepAxes),
  reduceSum: ([x], { axes, keepAxes }) => reduceSum(x, axes, keepAxes),
  relu: ([x]) => relu(x),
  reshape: ([x], { shape }) => reshape(x, shape),
  rmsNorm: ([x, weight], { epsilon }) => rmsNorm(x, weight, epsilon),
  rotary: ([x, positions, cos, sin]) => rotary(x, cast(positions, 'int64'), cos, sin),
  scatterAddRows: ([indices, updates], { rows }) => scatterAddRows(rows, indices, updates),
  sigmoid: ([x]) => sigmoid(x),
  sign: ([x]) => sign(x),
  silu: ([x]) => silu(x),
  slice: ([x], { axis, start, end }) => slice(x, axis, start, end),
  softmax: ([x]) => softmax(x),
  sqrt: ([x]) => sqrt(x),
  sub: ([a, b]) => sub(a, b),
  tanh: ([x]) => tanh(x),
  transpose: ([x], { permutation }) => transpose(x, permutation),
  zeros: (_, { shape }, graph) => zeros(graph, shape),
} satisfies Record<string, (inputs: AnyInputs, options: Options, graph: Graph) => Tensor>;

// biome-ignore lint/suspicious/noExplicitAny: as many inputs, and such options, as the operation takes
type AnyInputs = [any, any, any, any];
// biome-ignore lint/suspicious/noExplicitAny: see above
type Options = Record<string, any>;

interface Case {
  readonly op: keyof typeof OPERATIONS;
  readonly name: string;
  readonly inputs: readonly { shape: number[]; type: ElementType; values: number[] }[];
  readonly options: Options;
  readonly output: { shape: number[]; type: ElementType; values: number[] };
  /** Absent where nothing differentiable passes through. */
  readonly cotangent?: number[];
  /** One per input; null for indices and constants. */
  readonly gradients?: readonly (number[] | null)[];
}

const CASES: readonly Case[] = JSON.parse(readFileSync(new URL('./fixtures/ops.json', import.meta.url), 'utf8'));
const TOLERANCE = 1e-5;

/** Runs a case; the gradients are those of sum(output * cotangent). */
async function run({ op, inputs, options, output, cotangent, gradients: expected = [] }: Case) {
  const graph = new Graph();
  const feeds: Record<string, TypedData> = {};
  const tensors = inputs.map(({ shape, type, values }, i) => {
    feeds[`input${i}`] = type === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
    return graph.input(`input${i}`, shape, type);
  });
  const y: Tensor = OPERATIONS[op](tensors as AnyInputs, options, graph);
  const outputs: Record<string, Tensor> = { y };
  if (cotangent) {
    const weighted = mul(y, graph.constant(Float32Array.from(cotangent), output.shape));
    const wanted = expected.flatMap((gradient, i) => (gradient ? [i] : []));
    const derivatives = gradients(
      reduceSum(reshape(weighted, [y.size]), [0]),
      wanted.map((i) => tensors[i] as Tensor),
    );
    for (const [k, i] of wanted.entries()) outputs[`gradient${i}`] = derivatives[k] as Tensor;
  }
  const session = await Session.compile(graph, outputs);
  const results = await session.run(feeds);
  await session.release();
  return { outputs, results };
}

describe('operations agree with PyTorch in output and gradient', () => {
  it.each(CASES.map((one) => [`${one.op}: ${one.name}`, one] as const))('%s', async (_, one) => {
    const { outputs, results } = await run(one);
    expect(outputs.y?.shape).toEqual(one.output.shape);
    expect(outputs.y?.type).toBe(one.output.type);
    expect(relativeL2(results.y as Float32Array, one.output.values)).toBeLessThanOrEqual(TOLERANCE);
    for (const [i, expected] of (one.gradients ?? []).entries()) {
      if (!expected) continue;
      expect(outputs[`gradient${i}`]?.shape).toEqual(one.inputs[i]?.shape);
      const error = relativeL2(results[`gradient${i}`] as Float32Array, expected);
      expect(error, `gradient of input ${i}`).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});

describe('the fixture', () => {
  const fileOf = (op: string) => `${op.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

  it('covers every file of operations', () => {
    const files = readdirSync(new URL('./ops', import.meta.url)).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const covered = new Set(CASES.map(({ op }) => fileOf(op)));
    // Approximate by intent, and without a gradient: held against the rounded matrix in models/quantize.test.ts.
    expect(files.filter((file) => !covered.has(file))).toEqual(['matmul-nbits.ts']);
  });

  it('asks a gradient of every operation that has one', () => {
    const withGradient = new Set(CASES.flatMap(({ op, gradients: some }) => (some?.some(Boolean) ? [op] : [])));
    const without = new Set(CASES.map(({ op }) => op).filter((op) => !withGradient.has(op)));
    expect([...without].sort()).toEqual(['cast', 'sign', 'zeros']);
  });
});

describe('scatterAddRows', () => {
  it('loses no update of a repeated row on several threads', async () => {
    const [count, width] = [4096, 64];
    const graph = new Graph();
    const sum = scatterAddRows(2, graph.input('indices', [count], 'int32'), graph.input('updates', [count, width]));
    const session = await Session.compile(graph, { sum }, { threads: 2 });
    const feeds = {
      indices: Int32Array.from({ length: count }, (_, i) => i % 2),
      updates: new Float32Array(count * width).fill(1),
    };
    for (let repeat = 0; repeat < 5; repeat++) {
      expect(new Set((await session.run(feeds)).sum)).toEqual(new Set([count / 2]));
    }
    await session.release();
  });
});
