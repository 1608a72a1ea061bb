import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileError, UnisonoError } from '../core/errors.js';
import { bytesPerElement, type DType, decode } from './dtype.js';
import {
  LENGTH_BYTES,
  type OtherTypes,
  parseHeader,
  parseHeaderLength,
  type TensorInfo,
} from './safetensors-header.js';
import { SafetensorsWriter } from './safetensors-writer.js';

/** Bytes decoded at a time, so that reading a tensor needs little more memory than the result. */
const CHUNK_BYTES = 1 << 20;

/** An open safetensors file. Every read is checked against the header; reads after `close` throw. */
export interface SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The tensor's elements as float32, in row-major order. Throws TENSOR_MISSING. */
  read(name: string): Float32Array;
  /** The tensor's stored bytes. Throws TENSOR_MISSING. */
  readBytes(name: string): Uint8Array;
  /** Fills `target` with the tensor's bytes from byte `offset` on; both must be inside the tensor. */
  readInto(name: string, offset: number, target: Uint8Array): void;
  close(): void;
}

/** A tensor to write: either float32 values, which are rounded to `dtype`, or bytes in `dtype`. */
export interface TensorData {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/**
 * Opens a safetensors file and checks its whole header; tensors are read on demand.
 *
 * @param otherTypes treatment of tensors of types other than F32, F16 and BF16, such as counters in some checkpoints.
 * Default: the error TENSOR_DTYPE; 'skip' leaves them out
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_SAFETENSORS, TENSOR_DTYPE
 */
export function openSafetensors(path: string, otherTypes: OtherTypes = 'refuse'): SafetensorsFile {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  try {
    return new OpenSafetensors(path, file, otherTypes);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Writes tensors as one safetensors file under a temporary name, flushes and renames it. The bytes depend only on the
 * tensors and the metadata, not on their order. Throws SHAPE_MISMATCH for data that do not fit the shape or a repeated
 * name, FILE_UNWRITABLE, DISK_FULL.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorData>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const all = [...tensors];
  const writer = new SafetensorsWriter(path, all, metadata);
  try {
    for (const { name, dtype, data } of all) writer.writeTensor(name, data, dtype);
    writer.commit();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

class OpenSafetensors implements SafetensorsFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
  private closed = false;

  constructor(
    readonly path: string,
    private readonly file: number,
    otherTypes: OtherTypes,
  ) {
    const fileBytes = this.size();
    const prefix = new Uint8Array(Math.min(LENGTH_BYTES, fileBytes));
    this.fill(prefix, 0);
    const header = new Uint8Array(parseHeaderLength(prefix, fileBytes, path));
    this.fill(header, LENGTH_BYTES);
    ({ tensors: this.tensors, metadata: this.metadata } = parseHeader(header, fileBytes, path, otherTypes));
  }

  read(name: string): Float32Array {
    const { dtype, begin, end } = this.info(name);
    const size = bytesPerElement(dtype);
    const values = new Float32Array((end - begin) / size);
    for (let offset = 0; offset < end - begin; offset += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - begin - offset));
      this.fill(chunk, begin + offset);
      values.set(decode(chunk, dtype), offset / size);
    }
    return values;
  }

  readBytes(name: string): Uint8Array {
    const { begin, end } = this.info(name);
    const bytes = new Uint8Array(end - begin);
    this.fill(bytes, begin);
    return bytes;
  }

  readInto(name: string, offset: number, target: Uint8Array): void {
    const { begin, end } = this.info(name);
    if (offset < 0 || begin + offset + target.length > end) {
      throw new UnisonoError('INTERNAL', { reason: `a read goes beyond tensor "${name}" of ${this.path}` });
    }
    this.fill(target, begin + offset);
  }

  close(): void {
    if (!this.closed) closeSync(this.file);
    this.closed = true;
  }

  private info(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (info === undefined) throw new UnisonoError('TENSOR_MISSING', { path: this.path, tensor: name });
    return info;
  }

  private size(): number {
    const stat = fstatSync(this.file);
    if (!stat.isFile()) throw new UnisonoError('FILE_UNREADABLE', { path: this.path, reason: 'not a file' });
    return stat.size;
  }

  private fill(target: Uint8Array, position: number): void {
    if (this.closed) throw new UnisonoError('INTERNAL', { reason: `${this.path} was read after it was closed` });
    for (let done = 0; done < target.length; ) {
      let count: number;
      try {
        // One system call reads at most 2 GiB.
        count = readSync(this.file, target, done, Math.min(target.length - done, 2 ** 30), position + done);
      } catch (error) {
        throw fileError(error, this.path, 'read');
      }
      if (count === 0) throw new UnisonoError('BAD_SAFETENSORS', { path: this.path, reason: 'the file ends early' });
      done += count;
    }
  }
}
