import { bytesPerElement, decode, encode } from '../../tensors/dtype.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { TensorJob } from './tensor-job.js';

/** Bytes of inputs that are kept in memory at once, so that a tensor is read once however often it is gone over. */
export const WINDOW_BYTES = 24 << 20;
/** Bytes of inputs in a piece of a larger tensor: it should stay in the processor's cache. */
export const PIECE_BYTES = 2 << 20;

/** Elements that the kernels take in a step. */
const STEP = 8;

/** Sizes that a caller may change; they change memory and speed, never a result. */
export interface PieceSizes {
  readonly window?: number | undefined;
  readonly piece?: number | undefined;
}

/**
 * The inputs of a tensor in the kernels' memory: whole if they fit the window, else piece by piece. bfloat16 stays as it
 * is where all inputs and the result are; everything else is widened to float32.
 */
export class KernelMemory {
  readonly type: 'BFloat16' | 'Float32';
  /** Whether the tensor is in memory as a whole. */
  readonly whole: boolean;
  readonly inputs: number;
  readonly stride: number;
  private readonly size: number;
  private readonly piece: number;
  private loaded = false;

  /**
   * @param order indices of the inputs in the order that they are laid out in
   * @param unit pieces are multiples of so many elements
   * @param tables bytes that are kept free before the inputs
   */
  constructor(
    readonly kernels: MergeKernels,
    private readonly job: TensorJob,
    private readonly order: readonly number[],
    unit: number,
    tables: number,
    { window = WINDOW_BYTES, piece = PIECE_BYTES }: PieceSizes,
  ) {
    const { readers, dtype, elements } = job;
    this.type = dtype === 'BF16' && readers.every((reader) => reader.dtype === 'BF16') ? 'BFloat16' : 'Float32';
    this.size = this.type === 'BFloat16' ? 2 : 4;
    const perElement = this.size * order.length;
    this.whole = elements * perElement <= window;
    this.piece = this.whole ? elements : Math.max(1, Math.floor(piece / perElement / unit)) * unit;
    this.stride = Math.ceil(this.piece / STEP) * STEP * this.size;
    this.inputs = kernels.heap + Math.ceil(tables / 16) * 16;
    kernels.reserve(this.inputs - kernels.heap + this.stride * order.length);
  }

  /** Address of the `position`-th input's piece. */
  address(position: number): number {
    return this.inputs + position * this.stride;
  }

  /** Goes over the tensor, piece by piece. `count` is rounded up to a step in `steps`; behind the last lie zeros. */
  eachPiece(visit: (first: number, count: number, steps: number) => void): void {
    for (let first = 0; first < this.job.elements; first += this.piece) {
      const count = Math.min(this.piece, this.job.elements - first);
      if (!this.loaded) this.load(first, count);
      this.loaded = this.whole;
      visit(first, count, Math.ceil(count / STEP) * STEP);
    }
  }

  /** Writes a piece of the result, which lies at `address` in the type that `outType` says. */
  write(first: number, count: number, address: number): void {
    const { dtype } = this.job;
    const bytes = this.kernels.bytes(address, count * (dtype === 'BF16' ? 2 : 4));
    this.job.write(first, dtype === 'F16' ? encode(decode(bytes, 'F32'), 'F16') : bytes);
  }

  /** Name of the variant of a kernel that writes. */
  get writing(): 'BFloat16' | 'Float32' | 'Float32ToBFloat16' {
    return this.type === 'Float32' && this.job.dtype === 'BF16' ? 'Float32ToBFloat16' : this.type;
  }

  private load(first: number, count: number): void {
    for (const [position, k] of this.order.entries()) {
      const reader = this.job.readers[k]!;
      const address = this.address(position);
      const target = this.kernels.bytes(address, this.stride);
      const own = bytesPerElement(reader.dtype);
      if (own === this.size) reader.read(first, target.subarray(0, count * own));
      else if (reader.dtype === 'BF16') {
        // Read into the second half and widened towards the first: a value is written before the next is overwritten.
        const from = this.stride / 2;
        reader.read(first, target.subarray(from, from + count * 2));
        this.kernels.exports.widenBFloat16(address + from, address, Math.ceil(count / STEP) * STEP);
      } else {
        const stored = new Uint8Array(count * own);
        reader.read(first, stored);
        this.kernels.floats(address, count).set(decode(stored, reader.dtype));
      }
      target.fill(0, count * this.size, Math.ceil(count / STEP) * STEP * this.size);
    }
  }
}
