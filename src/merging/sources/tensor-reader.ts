import type { Checkpoint } from '../../tensors/checkpoint.js';
import { bytesPerElement, type DType, decode } from '../../tensors/dtype.js';
import { elementCount } from '../../tensors/safetensors-header.js';
import { addLowRank, type LoraAdapter } from './lora-adapter.js';
import type { PlannedSource } from './planned-source.js';
import { PADDING, type VocabularyMap } from './vocabulary-map.js';

/** Reads the elements of one input of an output tensor, in the output's shape. */
export interface TensorReader {
  /** Element type of the bytes that `read` gives. */
  readonly dtype: DType;
  /** Fills `target` with the elements from `first` on; its length is their number. */
  read(first: number, target: Uint8Array): void;
}

/** A model's open files. */
export interface OpenModel {
  readonly checkpoint: Checkpoint;
  readonly lora: LoraAdapter | undefined;
}

/** A reader of a source: its stored bytes, or float32 values with the adapter's change, or rearranged rows. */
export function openReader(
  source: PlannedSource,
  models: readonly OpenModel[],
  sources: readonly PlannedSource[],
  vocabulary: VocabularyMap | undefined,
): TensorReader {
  const plain = source.adapted
    ? adaptedReader(source, models[source.model]!)
    : plainReader(models[source.model]!.checkpoint, source.tensor, source.dtype);
  if (vocabulary === undefined) return plain;
  const readers = new Map(
    sources.map((other) => [
      other.model,
      other.adapted
        ? adaptedReader(other, models[other.model]!)
        : plainReader(models[other.model]!.checkpoint, other.tensor, other.dtype),
    ]),
  );
  return mappedReader(source, plain, readers, vocabulary);
}

/** Reads the stored bytes of a tensor. */
export function plainReader(checkpoint: Checkpoint, tensor: string, dtype: DType): TensorReader {
  const size = bytesPerElement(dtype);
  return { dtype, read: (first, target) => checkpoint.readInto(tensor, first * size, target) };
}

function adaptedReader(source: PlannedSource, { checkpoint, lora }: OpenModel): TensorReader {
  const { tensor, dtype } = source;
  const replacement = lora!.replacement(tensor);
  if (replacement !== undefined) return replacement;
  const change = lora!.change(tensor);
  const size = bytesPerElement(dtype);
  return {
    dtype: 'F32',
    read(first, target) {
      const count = target.length / 4;
      const stored = new Uint8Array(count * size);
      checkpoint.readInto(tensor, first * size, stored);
      const values = decode(stored, dtype);
      addLowRank(values, first, change);
      target.set(bytesOf(values));
    },
  };
}

/** Values of a reader as float32. */
export function readValues(reader: TensorReader, first: number, count: number): Float32Array {
  const bytes = new Uint8Array(count * bytesPerElement(reader.dtype));
  reader.read(first, bytes);
  return decode(bytes, reader.dtype);
}

function mappedReader(
  source: PlannedSource,
  own: TensorReader,
  readers: ReadonlyMap<number, TensorReader>,
  vocabulary: VocabularyMap,
): TensorReader {
  const width = elementCount(source.shape.slice(1));
  const map = vocabulary.rows[source.model]!;
  // A row that is split between two pieces is requested again with the next.
  let [lastFill, last] = [-1, new Float32Array(0)];
  const fill = (index: number): Float32Array => {
    if (index === lastFill) return last;
    const values = new Float32Array(width);
    const { rows } = vocabulary.fills[index]!;
    for (const [model, row] of rows) {
      const from = readValues(readers.get(model)!, row * width, width);
      for (let i = 0; i < width; i++) values[i]! += from[i]!;
    }
    if (rows.length > 1) for (let i = 0; i < width; i++) values[i]! /= rows.length;
    [lastFill, last] = [index, values];
    return values;
  };
  let padding: Float32Array | undefined;
  const rowOf = (out: number): Float32Array => {
    const row = map[out]!;
    if (row >= 0) return readValues(own, row * width, width);
    if (row !== PADDING) return fill(-1 - row);
    padding ??= meanRow(width, map.subarray(0, vocabulary.tokens), rowOf);
    return padding;
  };
  return {
    dtype: 'F32',
    read(first, target) {
      const values = new Float32Array(target.length / 4);
      for (let done = 0; done < values.length; ) {
        const at = first + done;
        const [row, column] = [Math.floor(at / width), at % width];
        // Consecutive rows of the model are read at once.
        let run = 1;
        if (column === 0 && map[row]! >= 0) {
          const limit = Math.floor((values.length - done) / width);
          while (run < limit && map[row + run] === map[row]! + run) run++;
        }
        const part =
          run > 1
            ? readValues(own, map[row]! * width, run * width)
            : rowOf(row).subarray(column, column + values.length - done);
        values.set(part.subarray(0, values.length - done), done);
        done += Math.min(part.length, values.length - done);
      }
      target.set(bytesOf(values));
    },
  };
}

/** The mean of the rows that stand for tokens. */
function meanRow(width: number, map: Int32Array, rowOf: (out: number) => Float32Array): Float32Array {
  const sum = new Float64Array(width);
  let count = 0;
  for (const [row, from] of map.entries()) {
    if (from === PADDING) continue;
    const values = rowOf(row);
    for (let i = 0; i < width; i++) sum[i]! += values[i]!;
    count++;
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, count));
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
