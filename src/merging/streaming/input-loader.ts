import { bytesPerElement, decode } from '../../tensors/dtype.js';
import type { MergeKernels } from '../kernels/merge-kernels.js';
import type { KernelType, Part, PartLoader } from './kernel-run.js';
import { kernelBytes, kernelType } from './kernel-types.js';
import type { TensorJob } from './tensor-job.js';

/** Elements that the kernels take in a step. */
const STEP = 8;

/**
 * Reads the inputs of a tensor into a range of the kernels' memory: one part at a time, or all parts for several passes.
 */
export class InputLoader implements PartLoader {
  readonly partElements: number;
  readonly elements: number;
  /** Bytes of the range. */
  readonly bytes: number;
  private readonly type: KernelType;
  private readonly stride: number;
  /** Which parts are in memory, if each has its own place. */
  private readonly held: Set<number> | undefined;

  /**
   * @param partBytes of all inputs together; a part has at least a unit
   * @param mostHeld bytes of a tensor's inputs up to which all parts that were read stay in memory
   */
  constructor(
    private readonly kernels: MergeKernels,
    private readonly job: TensorJob,
    private readonly order: readonly number[],
    unit: number,
    partBytes: number,
    mostHeld: number,
  ) {
    this.type = kernelType(job);
    this.elements = job.elements;
    const perElement = kernelBytes(this.type) * order.length;
    const most = Math.max(1, Math.floor(partBytes / perElement / unit)) * unit;
    this.partElements = Math.min(most, Math.ceil(job.elements / unit) * unit);
    this.stride = toSteps(this.partElements) * kernelBytes(this.type);
    const parts = Math.ceil(job.elements / this.partElements);
    const all = this.stride * order.length * parts;
    this.held = all <= mostHeld ? new Set() : undefined;
    this.bytes = this.held ? all : this.stride * order.length;
  }

  /** Start of the range; set before reading. */
  begin = 0;

  get holds(): boolean {
    return this.held !== undefined;
  }

  *parts(): Generator<Part, void, void> {
    for (let first = 0; first < this.elements; first += this.partElements)
      yield this.load(first, Math.min(this.partElements, this.elements - first));
  }

  load(first: number, count: number): Part {
    const place = this.held ? first / this.partElements : 0;
    const part = this.part(first, count, place);
    if (this.held?.has(place)) return part;
    for (const [position, k] of this.order.entries()) {
      const address = part.address(position);
      this.read(this.job.readers[k]!, first, count, address);
      this.clear(address, part);
    }
    this.held?.add(place);
    return part;
  }

  gather(firsts: readonly number[], count: number): Part {
    this.held?.delete(0);
    const part = this.part(firsts[0] ?? 0, firsts.length * count, 0);
    for (const [position, k] of this.order.entries()) {
      const address = part.address(position);
      const size = kernelBytes(this.type);
      firsts.forEach((first, n) => {
        this.read(this.job.readers[k]!, first, count, address + n * count * size);
      });
      this.clear(address, part);
    }
    return part;
  }

  private part(first: number, count: number, place: number): Part {
    const { stride } = this;
    const begin = this.begin + place * stride * this.order.length;
    return { first, count, steps: toSteps(count), stride, address: (position) => begin + position * stride };
  }

  private clear(address: number, { count, steps }: Part): void {
    const size = kernelBytes(this.type);
    if (steps > count) this.kernels.bytes(address + count * size, (steps - count) * size).fill(0);
  }

  private read(reader: TensorJob['readers'][number], first: number, count: number, address: number): void {
    const [own, size] = [bytesPerElement(reader.dtype), kernelBytes(this.type)];
    if (own === size) reader.read(first, this.kernels.bytes(address, count * own));
    else if (reader.dtype === 'BF16' && count % STEP === 0) {
      // Read into the second half and widened towards the first: a value is written before the next is overwritten.
      const half = address + count * own;
      reader.read(first, this.kernels.bytes(half, count * own));
      this.kernels.exports.widenBFloat16(half, address, count);
    } else {
      const stored = new Uint8Array(count * own);
      reader.read(first, stored);
      this.kernels.floats(address, count).set(decode(stored, reader.dtype));
    }
  }
}

function toSteps(count: number): number {
  return Math.ceil(count / STEP) * STEP;
}
