import { encode } from '../../tensors/dtype.js';
import type { TensorStream } from '../arithmetic/tensor-stream.js';
import { readValues } from '../sources/tensor-reader.js';
import type { TensorJob } from './tensor-job.js';

/** Elements of a piece, per input; affects memory and speed, never a result. */
const PIECE = 32_768;

/** A stream over a job's readers, for methods in plain TypeScript; emitted values are encoded and written. */
export class FileStream implements TensorStream {
  readonly inputs: number;

  constructor(
    private readonly job: TensorJob,
    private readonly piece = PIECE,
  ) {
    this.inputs = job.readers.length;
  }

  get shape(): readonly number[] {
    return this.job.shape;
  }

  get elements(): number {
    return this.job.elements;
  }

  scan(visit: (chunks: readonly Float32Array[], first: number) => void, unit = 1): void {
    const size = Math.max(1, Math.floor(this.piece / unit)) * unit;
    for (let first = 0; first < this.elements; first += size) {
      const count = Math.min(size, this.elements - first);
      visit(
        this.job.readers.map((reader) => readValues(reader, first, count)),
        first,
      );
    }
  }

  emit(merge: (chunks: readonly Float32Array[], first: number) => Float32Array, unit = 1): void {
    this.scan((chunks, first) => this.job.write(first, encode(merge(chunks, first), this.job.dtype)), unit);
  }
}
