import { randomKey } from '../core/random.js';
import type { Graph, Tensor } from '../graph/graph.js';
import { cast } from '../graph/ops/cast.js';
import { mul } from '../graph/ops/mul.js';
import { relu } from '../graph/ops/relu.js';
import { reshape } from '../graph/ops/reshape.js';
import { sign } from '../graph/ops/sign.js';
import { sub } from '../graph/ops/sub.js';

/** Multipliers below 2^31, so that the product with a 32-bit word stays below 2^63. */
const MULTIPLIERS = [0x7feb352dn, 0x31848babn] as const;

/** Rate and key of dropout; the mask is a pure function of both and of the place in the model. */
export interface Dropout {
  /** Share of the elements that become 0; the others are divided by 1 - rate. */
  readonly rate: number;
  /** int64 [1], below 2^32; different in every step. */
  readonly key: Tensor;
}

/**
 * Inverted dropout (Srivastava et al. 2014) whose mask is computed from a counter inside the graph, the same in a forward
 * pass and in its repetition.
 *
 * @param place name of the mask within one step
 */
export function dropout(x: Tensor, { rate, key }: Dropout, place: string): Tensor {
  const { graph } = x;
  const salted = xor(key, word(graph, BigInt(randomKey(0, place))));
  const words = mix(xor(mix(count(graph, x.size)), mix(salted)));
  const uniform = mul(cast(words, 'float32'), graph.scalar(2 ** -32));
  // sign is -1 or 0 below the rate and 1 above it.
  const kept = relu(sign(sub(uniform, graph.scalar(rate))));
  return mul(x, mul(reshape(kept, x.shape), graph.scalar(1 / (1 - rate))));
}

/** Mixes 32-bit words held in int64 so that every input bit reaches every output bit. */
function mix(words: Tensor): Tensor {
  const { graph } = words;
  const shift = (x: Tensor, bits: bigint) => integer('Div', x, word(graph, 1n << bits));
  let h = xor(words, shift(words, 16n));
  for (const multiplier of MULTIPLIERS) {
    h = integer('BitwiseAnd', integer('Mul', h, word(graph, multiplier)), word(graph, 0xffffffffn));
    h = xor(h, shift(h, 15n));
  }
  return h;
}

/** 0, 1, ..., n - 1, made at run time. */
function count(graph: Graph, n: number): Tensor {
  const at = (value: number) => graph.constant(BigInt64Array.of(BigInt(value)), []);
  return graph.emit({ op: 'Range', inputs: [at(0), at(n), at(1)], shape: [n], type: 'int64' });
}

function word(graph: Graph, value: bigint): Tensor {
  return graph.constant(BigInt64Array.of(value), [1]);
}

function xor(a: Tensor, b: Tensor): Tensor {
  return integer('BitwiseXor', a, b);
}

function integer(op: string, a: Tensor, b: Tensor): Tensor {
  const shape = a.size >= b.size ? a.shape : b.shape;
  return a.graph.emit({ op, inputs: [a, b], shape, type: 'int64' });
}
