import type { Graph, Tensor } from '../graph/graph.js';
import { add } from '../graph/ops/add.js';
import { gemm } from '../graph/ops/gemm.js';
import { matmulNBits, type QuantizedBlocks } from '../graph/ops/matmul-nbits.js';
import { mul } from '../graph/ops/mul.js';
import { relu } from '../graph/ops/relu.js';
import { reshape } from '../graph/ops/reshape.js';
import { silu } from '../graph/ops/silu.js';
import { tanh } from '../graph/ops/tanh.js';
import type { Activation } from './decoder-spec.js';

/** A model's weights in a graph by Hugging Face tensor name; the matrices of linear maps may be quantized. */
export type GraphWeights = ReadonlyMap<string, GraphWeight>;
export type GraphWeight = Tensor | QuantizedBlocks;

/** x W^T over the last axis; W is [out, in], as Hugging Face stores it. */
export function linear(x: Tensor, weight: GraphWeight): Tensor {
  const flat = asMatrix(x);
  const y = 'packed' in weight ? matmulNBits(flat, weight) : gemm(flat, weight, { transB: true });
  return reshape(y, [...x.shape.slice(0, -1), y.shape[1] as number]);
}

/** y + scale * x W^T over the last axis, in one node. */
export function addLinear(y: Tensor, x: Tensor, weight: Tensor, scale: number): Tensor {
  return reshape(gemm(asMatrix(x), weight, { transB: true, alpha: scale, plus: asMatrix(y) }), y.shape);
}

function asMatrix(x: Tensor): Tensor {
  const size = x.shape.at(-1) as number;
  return reshape(x, [x.size / size, size]);
}

/** The non-linearity of that name in config.json. */
export function activate(x: Tensor, activation: Activation): Tensor {
  if (activation === 'silu') return silu(x);
  return activation === 'relu' ? relu(x) : geluTanh(x);
}

/** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) (Hendrycks & Gimpel 2016). */
function geluTanh(x: Tensor): Tensor {
  const { graph } = x;
  const cube = mul(mul(x, x), mul(x, graph.scalar(0.044715)));
  const inner = mul(add(x, cube), graph.scalar(Math.sqrt(2 / Math.PI)));
  return mul(mul(x, graph.scalar(0.5)), add(tanh(inner), graph.scalar(1)));
}

/** cap * tanh(x / cap); x itself without a cap. */
export function softCap(x: Tensor, cap: number | null): Tensor {
  if (cap === null) return x;
  const { graph } = x;
  return mul(tanh(mul(x, graph.scalar(1 / cap))), graph.scalar(cap));
}

/** Cosine and sine tables [positions, headSize / 2] of rotary embeddings, as graph constants, in float32 as in PyTorch. */
export function rotaryTables(graph: Graph, positions: number, frequencies: Float32Array): { cos: Tensor; sin: Tensor } {
  const half = frequencies.length;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++) {
    for (const [i, frequency] of frequencies.entries()) {
      const angle = Math.fround(position * frequency);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return { cos: graph.constant(cos, [positions, half]), sin: graph.constant(sin, [positions, half]) };
}
