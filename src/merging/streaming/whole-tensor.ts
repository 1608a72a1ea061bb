import { encode } from '../../tensors/dtype.js';
import { elementCount } from '../../tensors/safetensors-header.js';
import { maskKey } from '../arithmetic/dare.js';
import { MemoryStream, type TensorStream } from '../arithmetic/tensor-stream.js';
import type { MethodInput } from '../methods/method.js';
import { METHODS } from '../methods/registry.js';
import type { MergePlan, PlannedTensor } from '../planning/merge-plan.js';
import { type OpenModel, openReader, readValues } from '../sources/tensor-reader.js';

/** The input of a method for a tensor of a plan. */
export function methodInput(plan: MergePlan, tensor: PlannedTensor, stream: TensorStream): MethodInput {
  const { base, shared, perModel, sources, name } = tensor;
  return {
    stream,
    base,
    shared,
    perModel,
    maskKey: (k, block) => maskKey(plan.seed, plan.models[sources[k]!.model]!.name, name, block),
  };
}

/**
 * Merges one tensor without streaming or kernels: all inputs in memory, by the method's definition in plain TypeScript.
 * Returns the bytes of the output's element type.
 */
export function mergeWhole(plan: MergePlan, tensor: PlannedTensor, models: readonly OpenModel[]): Uint8Array {
  const count = elementCount(tensor.shape);
  const vocabulary = tensor.mapped ? plan.vocabulary : undefined;
  const inputs = tensor.sources.map((source) =>
    readValues(openReader(source, models, tensor.sources, vocabulary), 0, count),
  );
  const stream = new MemoryStream(tensor.shape, inputs);
  METHODS.get(plan.method)!.merge(methodInput(plan, tensor, stream));
  return encode(stream.merged, tensor.dtype);
}
