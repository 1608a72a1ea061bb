import { closeSync, fstatSync, openSync } from 'node:fs';
import { fileError, UnisonoError } from '../core/errors.js';
import { GgufCursor, readFully } from './gguf-cursor.js';
import { type GgufHeader, type GgufTensor, MAX_GGUF_HEADER_BYTES, readGgufHeader } from './gguf-header.js';
import type { GgufMetadata } from './gguf-metadata.js';

/** An open GGUF file; tensors are read and dequantized on demand. */
export interface GgufFile {
  readonly path: string;
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /**
   * Elements `start` to `start + count` of a tensor in row-major order, as float32; both must be whole blocks. Throws
   * WEIGHT_NOT_FINITE for an infinity or NaN.
   */
  read(tensor: GgufTensor, start: number, count: number): Float32Array;
  close(): void;
}

/** Opens a GGUF file and checks its header. Throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_GGUF, GGUF_UNSUPPORTED. */
export function openGguf(path: string): GgufFile {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileError(error, path, 'read', 'see unisono import --help');
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new UnisonoError('FILE_UNREADABLE', { path, reason: 'not a file' });
    const cursor = new GgufCursor(path, file, stat.size, MAX_GGUF_HEADER_BYTES);
    return new OpenGguf(path, file, readGgufHeader(cursor, stat.size));
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

class OpenGguf implements GgufFile {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  private open = true;

  constructor(
    readonly path: string,
    private readonly file: number,
    { metadata, tensors }: GgufHeader,
  ) {
    this.metadata = metadata;
    this.tensors = tensors;
  }

  read({ name, begin, format }: GgufTensor, start: number, count: number): Float32Array {
    const bytes = new Uint8Array((count / format.elements) * format.bytes);
    readFully(this.file, this.path, begin + (start / format.elements) * format.bytes, bytes);
    const values = new Float32Array(count);
    format.decode(bytes, values);
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) {
        throw new UnisonoError('WEIGHT_NOT_FINITE', { path: this.path, tensor: name, value, index: start + i });
      }
    }
    return values;
  }

  close(): void {
    if (this.open) closeSync(this.file);
    this.open = false;
  }
}
