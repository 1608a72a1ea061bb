import { bytesPerElement } from '../../tensors/dtype.js';
import { elementCount } from '../../tensors/safetensors-header.js';
import { layoutSafetensors } from '../../tensors/safetensors-writer.js';
import type { MergePlan, PlannedTensor } from '../planning/merge-plan.js';

/** One file of the output, laid out before anything is computed. */
export interface Shard {
  readonly file: string;
  /** Indices of its tensors in the plan. */
  readonly tensors: readonly number[];
  /** The file's header. */
  readonly header: Uint8Array;
  /** Position of every tensor in the file, by index in the plan. */
  readonly positions: ReadonlyMap<number, number>;
  /** Bytes of the file. */
  readonly bytes: number;
}

/** Bytes of a tensor of the output. */
export function outputBytes({ shape, dtype }: PlannedTensor): number {
  return elementCount(shape) * bytesPerElement(dtype);
}

/** Stored bytes of a tensor's inputs. */
export function inputBytes({ sources }: PlannedTensor): number {
  return sources.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement(dtype), 0);
}

/**
 * Divides the tensors, in the order of their names, into files of at most `shardBytes` of data; a larger tensor has a file
 * of its own. Files are named as transformers names them.
 */
export function layoutShards({ tensors }: Pick<MergePlan, 'tensors'>, shardBytes: number): Shard[] {
  const groups: number[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const [index, tensor] of tensors.entries()) {
    const bytes = outputBytes(tensor);
    if (filled + bytes > shardBytes) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(index);
    filled += bytes;
  }
  return groups.map((group, n) => {
    const number = (value: number) => String(value).padStart(5, '0');
    const file =
      groups.length === 1 ? 'model.safetensors' : `model-${number(n + 1)}-of-${number(groups.length)}.safetensors`;
    const own = group.map((index) => tensors[index]!);
    // transformers rejects files that do not name the framework of their layout.
    const { places, header } = layoutSafetensors(own, { format: 'pt' }, file);
    const positions = new Map(group.map((index) => [index, header.length + places.get(tensors[index]!.name)!.begin]));
    const bytes = own.reduce((sum, tensor) => sum + outputBytes(tensor), header.length);
    return { file, tensors: group, header, positions, bytes };
  });
}

/** The index of a sharded model; undefined for a single file. */
export function shardIndex({ tensors }: Pick<MergePlan, 'tensors'>, shards: readonly Shard[]): object | undefined {
  if (shards.length === 1) return undefined;
  return {
    metadata: { total_size: tensors.reduce((sum, tensor) => sum + outputBytes(tensor), 0) },
    weight_map: Object.fromEntries(
      shards
        .flatMap(({ file, tensors: own }) => own.map((index) => [tensors[index]!.name, file] as const))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
