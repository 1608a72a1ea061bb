import { Graph, type Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { div } from '../graph/ops/div.js';
import { gemm } from '../graph/ops/gemm.js';
import { mul } from '../graph/ops/mul.js';
import { reduceSum } from '../graph/ops/reduce-sum.js';
import { sqrt } from '../graph/ops/sqrt.js';
import { transpose } from '../graph/ops/transpose.js';
import { Session, type SessionOptions } from '../graph/session.js';

/** Coefficients of the quintic Newton-Schulz iteration (Jordan et al. 2024, "Muon"). */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;

/** Momentum, applied in Nesterov's form. */
export const MUON_MOMENTUM = 0.95;

/** Approximates U V^T of the singular value decomposition of `matrix` [m, n]. */
function orthogonalize(matrix: Tensor): Tensor {
  const { graph } = matrix;
  const [rows, columns] = matrix.shape as [number, number];
  let x = rows > columns ? transpose(matrix, [1, 0]) : matrix;
  x = div(x, add(sqrt(reduceSum(mul(x, x), [0, 1], true)), graph.scalar(1e-7)));
  for (let i = 0; i < ITERATIONS; i++) {
    const gram = gemm(x, x, { transB: true });
    const polynomial = add(mul(gram, graph.scalar(B)), mul(gemm(gram, gram), graph.scalar(C)));
    x = add(mul(x, graph.scalar(A)), gemm(polynomial, x));
  }
  return rows > columns ? transpose(x, [1, 0]) : x;
}

/** Compiles the orthogonalization of every matrix in `shapes` into one session with the same input and output names. */
export function compileMuon(shapes: ReadonlyMap<string, readonly number[]>, options: SessionOptions): Promise<Session> {
  const graph = new Graph();
  const outputs: Record<string, Tensor> = {};
  for (const [name, shape] of shapes) outputs[`update:${name}`] = orthogonalize(graph.input(name, shape));
  return Session.compile(graph, outputs, options);
}

/** Folds `gradient` into the momentum and returns Nesterov's look-ahead, the matrix to orthogonalize. */
export function muonMomentum(momentum: Float32Array, gradient: Float32Array): Float32Array {
  const ahead = new Float32Array(gradient.length);
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i] as number;
    const m = MUON_MOMENTUM * (momentum[i] as number) + (1 - MUON_MOMENTUM) * g;
    momentum[i] = m;
    ahead[i] = (1 - MUON_MOMENTUM) * g + MUON_MOMENTUM * m;
  }
  return ahead;
}

/** parameter <- parameter (1 - lr decay) - lr sqrt(max(1, rows / columns)) update, in place. */
export function muonStep(
  parameter: Float32Array,
  update: Float32Array,
  [rows, columns]: readonly [number, number],
  learningRate: number,
  weightDecay: number,
): void {
  const scale = learningRate * Math.sqrt(Math.max(1, rows / columns));
  const keep = 1 - learningRate * weightDecay;
  for (let i = 0; i < parameter.length; i++)
    parameter[i] = (parameter[i] as number) * keep - scale * (update[i] as number);
}
