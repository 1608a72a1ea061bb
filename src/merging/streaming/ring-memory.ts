/** Pieces begin at multiples of this. */
const ALIGNMENT = 64;

interface Taken {
  readonly begin: number;
  readonly end: number;
  /** Settled when the piece is free again; never rejects. */
  readonly free: Promise<unknown>;
}

/** A ring buffer: pieces of memory are handed out in order, and the oldest make room for new ones. */
export class RingMemory {
  private readonly taken: Taken[] = [];
  private next: number;

  constructor(
    readonly begin: number,
    readonly size: number,
  ) {
    this.next = begin;
  }

  /**
   * Waits until `bytes` (at most the size) in a row are free, and takes them until `free` settles. Calls must not overlap.
   */
  async take(bytes: number, free: Promise<unknown>): Promise<number> {
    const length = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (this.next + length > this.begin + this.size) this.next = this.begin;
    const [begin, end] = [this.next, this.next + length];
    // In a ring, the oldest piece is always the one in the way.
    while (this.taken.some((other) => other.begin < end && begin < other.end)) await this.taken.shift()!.free;
    this.taken.push({ begin, end, free });
    this.next = end;
    return begin;
  }

  /** Waits until all pieces are free. */
  async empty(): Promise<void> {
    for (const { free } of this.taken.splice(0)) await free;
  }
}
