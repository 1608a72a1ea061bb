import type { Graph, Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { div } from '../graph/ops/div.js';
import { gemm } from '../graph/ops/gemm.js';
import { mul } from '../graph/ops/mul.js';
import { reduceMean } from '../graph/ops/reduce-mean.js';
import { reshape } from '../graph/ops/reshape.js';
import { silu } from '../graph/ops/silu.js';
import { sqrt } from '../graph/ops/sqrt.js';

/** x / sqrt(mean(x^2) + epsilon) * weight over the last axis (Zhang & Sennrich 2019). */
export function rmsNorm(x: Tensor, weight: Tensor, epsilon: number): Tensor {
  const meanSquare = reduceMean(mul(x, x), [x.shape.length - 1], true);
  return mul(div(x, sqrt(add(meanSquare, x.graph.scalar(epsilon)))), weight);
}

/** x W^T over the last axis; W is [out, in], as Hugging Face stores it. */
export function linear(x: Tensor, weight: Tensor): Tensor {
  const [out, inner] = weight.shape as [number, number];
  const leading = x.shape.slice(0, -1);
  const rows = leading.reduce((product, n) => product * n, 1);
  return reshape(gemm(reshape(x, [rows, inner]), weight, { transB: true }), [...leading, out]);
}

/** down(silu(gate(x)) * up(x)), the gated feed-forward layer (Shazeer 2020). */
export function gatedFeedForward(x: Tensor, gate: Tensor, up: Tensor, down: Tensor): Tensor {
  return linear(mul(silu(linear(x, gate)), linear(x, up)), down);
}

/** Cosine and sine tables [positions, headSize / 2] of rotary embeddings with base `theta`, as graph constants. */
export function rotaryTables(
  graph: Graph,
  positions: number,
  headSize: number,
  theta: number,
): { cos: Tensor; sin: Tensor } {
  const half = headSize / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** ((-2 * i) / headSize);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { cos: graph.constant(cos, [positions, half]), sin: graph.constant(sin, [positions, half]) };
}

/** An additive causal mask [length, length]: 0 where a query may look, -1e9 after it. */
export function causalMask(graph: Graph, length: number): Tensor {
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) mask.fill(-1e9, i * length + i + 1, (i + 1) * length);
  return graph.constant(mask, [length, length]);
}
