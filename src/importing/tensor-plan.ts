import { UnisonoError } from '../core/errors.js';
import { type Architecture, axisLengths, type Present, type TensorRule } from './architectures/architecture.js';
import type { GgufFile } from './gguf-file.js';
import type { GgufTensor } from './gguf-header.js';
import type { Hyperparameters } from './hyperparameters.js';
import { unpermuteHead } from './rope-permutation.js';

/** Elements dequantized at a time; whole blocks of every format. */
const PIECE_ELEMENTS = 1 << 20;

/** One weight to write and its source. */
export interface PlannedTensor {
  readonly name: string;
  readonly source: GgufTensor;
  readonly change: TensorRule['change'];
}

/** Every weight of the model to write. */
export interface TensorPlan extends Present {
  readonly tensors: readonly PlannedTensor[];
}

/**
 * Matches a GGUF's tensors with an architecture's weights. Throws TENSOR_MISSING, TENSOR_SHAPE where a shape contradicts the
 * hyperparameters, GGUF_UNSUPPORTED for a tensor that the architecture does not know.
 */
export function planTensors(gguf: GgufFile, architecture: Architecture, sizes: Hyperparameters): TensorPlan {
  const left = new Set(gguf.tensors.keys());
  for (const name of architecture.configTensors ?? []) left.delete(name);
  const groups = {
    'separate head': gguf.tensors.has('output.weight'),
    'attention bias': gguf.tensors.has('blk.0.attn_q.bias'),
  };
  const tensors: PlannedTensor[] = [];
  const lengths = axisLengths(sizes);
  const plan = (rule: TensorRule, layer: number) => {
    const source = gguf.tensors.get(numbered(rule.gguf, layer));
    if (!source) {
      throw new UnisonoError('TENSOR_MISSING', { path: gguf.path, tensor: numbered(rule.gguf, layer) });
    }
    const expected = rule.shape.map((axis) => lengths[axis]);
    if (source.shape.join() !== expected.join()) {
      const [shape, wanted] = [source.shape.join(', '), expected.join(', ')];
      throw new UnisonoError('TENSOR_SHAPE', { path: gguf.path, tensor: source.name, shape, expected: wanted });
    }
    left.delete(source.name);
    tensors.push({ name: numbered(rule.huggingFace, layer), source, change: rule.change });
  };
  const rules = architecture.tensors.filter(({ group }) => group === undefined || groups[group]);
  for (const rule of rules.filter(({ gguf: name }) => !name.includes('{i}'))) plan(rule, 0);
  const ofLayers = rules.filter(({ gguf: name }) => name.includes('{i}'));
  for (let layer = 0; layer < sizes.layers; layer++) for (const rule of ofLayers) plan(rule, layer);
  const [foreign] = left;
  if (foreign !== undefined) {
    const supported = `the tensors of an ordinary ${architecture.name} model with ${sizes.layers} layers`;
    throw gguf.metadata.unsupported(`tensor "${foreign}"`, supported);
  }
  return { tensors, tied: !groups['separate head'], attentionBias: groups['attention bias'] };
}

function numbered(name: string, layer: number): string {
  return name.replace('{i}', String(layer));
}

/**
 * The weight's elements in Hugging Face's order, piece by piece: `start` counts elements. A piece is at most about a
 * million elements, or one head.
 */
export function* readPieces(
  gguf: GgufFile,
  { source, change }: PlannedTensor,
  { headSize }: Hyperparameters,
): Generator<{ start: number; values: Float32Array }> {
  const columns = source.shape.length === 1 ? 1 : (source.shape.at(-1) as number);
  const portion = change === 'unpermute' ? headSize * columns : PIECE_ELEMENTS;
  for (let start = 0; start < source.elements; start += portion) {
    const values = gguf.read(source, start, Math.min(portion, source.elements - start));
    if (change === 'minus-one') for (let i = 0; i < values.length; i++) (values[i] as number) -= 1;
    yield { start, values: change === 'unpermute' ? unpermuteHead(values, columns) : values };
  }
}
