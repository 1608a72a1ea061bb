import { decode } from '../../tensors/dtype.js';

/** Every float16 by its bits. */
const VALUES = decode(new Uint8Array(Uint16Array.from({ length: 0x10000 }, (_, bits) => bits).buffer), 'F16');

/** The float16 at a byte offset, little-endian. */
export function halfAt(bytes: Uint8Array, offset: number): number {
  return VALUES[(bytes[offset] as number) | ((bytes[offset + 1] as number) << 8)] as number;
}
