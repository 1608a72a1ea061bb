import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileError, UnisonoError } from '../core/errors.js';
import { discard } from '../core/files.js';
import { bytesPerElement, type DType, encode } from './dtype.js';
import { elementCount, formatHeader, type TensorInfo } from './safetensors-header.js';

/** Elements encoded at a time. */
const CHUNK_ELEMENTS = 1 << 18;

/** Name, element type and shape of a tensor that will be written. */
export interface TensorLayout {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/**
 * Writes a safetensors file piece by piece: the header first, then any tensor's bytes in any order, then `commit`.
 * Until then the file has a temporary name; `abort` removes it. Tensors are ordered as in the reference implementation,
 * by descending element size and then by name, so that each begins at a multiple of its element size.
 */
export class SafetensorsWriter {
  private readonly temporary: string;
  private readonly places: ReadonlyMap<string, TensorInfo>;
  private readonly dataBegin: number;
  private readonly file: number;
  private unwritten = 0;
  private open = true;

  /** Throws SHAPE_MISMATCH for a repeated name, FILE_UNWRITABLE, DISK_FULL. */
  constructor(
    readonly path: string,
    tensors: Iterable<TensorLayout>,
    metadata: Readonly<Record<string, string>> = {},
  ) {
    this.temporary = `${path}.tmp-${process.pid}`;
    const { places, header } = layoutSafetensors(tensors, metadata, path);
    this.places = places;
    for (const { begin, end } of this.places.values()) this.unwritten += end - begin;
    this.dataBegin = header.length;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.file = openSync(this.temporary, 'w');
    } catch (error) {
      throw fileError(error, path, 'write');
    }
    try {
      this.put(header, 0);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  /** Writes a whole tensor: bytes of `dtype`, or values to round to `dtype`. Throws SHAPE_MISMATCH. */
  writeTensor(name: string, data: Float32Array | Uint8Array, dtype: DType): void {
    const { begin, end } = this.place(name);
    const size = bytesPerElement(dtype);
    const bytes = data instanceof Float32Array ? data.length * size : data.length;
    if (bytes !== end - begin) {
      throw new UnisonoError('SHAPE_MISMATCH', { op: this.path, reason: `tensor "${name}" was given ${bytes} bytes` });
    }
    if (data instanceof Uint8Array) {
      this.writeAt(name, 0, data);
      return;
    }
    for (let i = 0; i < data.length; i += CHUNK_ELEMENTS) {
      this.writeAt(name, i * size, encode(data.subarray(i, i + CHUNK_ELEMENTS), dtype));
    }
  }

  /** Writes a piece of a tensor at byte `offset` within it. Every byte must be written exactly once. */
  writeAt(name: string, offset: number, bytes: Uint8Array): void {
    const { begin, end } = this.place(name);
    if (offset < 0 || begin + offset + bytes.length > end) {
      throw new UnisonoError('INTERNAL', { reason: `a write goes beyond tensor "${name}" of ${this.path}` });
    }
    this.put(bytes, this.dataBegin + begin + offset);
    this.unwritten -= bytes.length;
  }

  /** Flushes the file and gives it its name. */
  commit(): void {
    if (this.unwritten !== 0) {
      throw new UnisonoError('INTERNAL', {
        reason: `${this.unwritten} bytes of the tensors of ${this.path} were not written`,
      });
    }
    try {
      fsyncSync(this.file);
      this.close();
      renameSync(this.temporary, this.path);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }

  /** Removes the unfinished file. Does nothing after `commit`. */
  abort(): void {
    this.close();
    discard(this.temporary);
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.file);
  }

  private place(name: string): TensorInfo {
    const place = this.places.get(name);
    if (place === undefined) throw new UnisonoError('TENSOR_MISSING', { path: this.path, tensor: name });
    return place;
  }

  private put(bytes: Uint8Array, position: number): void {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.file, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done);
      }
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
  }
}

/** Layout of a safetensors file: offsets of the tensors from the start of the data, and the bytes before the data. */
export interface SafetensorsLayout {
  readonly places: ReadonlyMap<string, TensorInfo>;
  readonly header: Uint8Array;
}

/**
 * Layout of a file as by {@link SafetensorsWriter}, for other writers. Throws SHAPE_MISMATCH for a repeated name.
 *
 * @param path names the file in errors
 */
export function layoutSafetensors(
  tensors: Iterable<TensorLayout>,
  metadata: Readonly<Record<string, string>>,
  path: string,
): SafetensorsLayout {
  const places = arrange(tensors, path);
  return { places, header: formatHeader(places, metadata) };
}

/** Offsets from the start of the data, in the order of the file. */
function arrange(tensors: Iterable<TensorLayout>, path: string): ReadonlyMap<string, TensorInfo> {
  const ordered = [...tensors].sort(
    (a, b) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || (a.name < b.name ? -1 : 1),
  );
  const places = new Map<string, TensorInfo>();
  let begin = 0;
  for (const { name, dtype, shape } of ordered) {
    if (name === '__metadata__')
      throw new UnisonoError('SHAPE_MISMATCH', { op: path, reason: `a tensor named ${name}` });
    if (places.has(name)) throw new UnisonoError('SHAPE_MISMATCH', { op: path, reason: `two tensors named "${name}"` });
    const end = begin + elementCount(shape) * bytesPerElement(dtype);
    places.set(name, { dtype, shape, begin, end });
    begin = end;
  }
  return places;
}
