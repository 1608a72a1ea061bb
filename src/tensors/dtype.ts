/** The element types that unisono reads and writes, by their safetensors names. */
export type DType = 'F32' | 'F16' | 'BF16';

const BYTES: Readonly<Record<DType, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return BYTES[dtype];
}

/** True for the name of a supported element type. */
export function isDType(name: unknown): name is DType {
  return name === 'F32' || name === 'F16' || name === 'BF16';
}

/**
 * Little-endian bytes to float32 values; exact for all three types. `bytes` need not be aligned; its length must be a
 * multiple of the element size (RangeError otherwise). The result never shares memory with `bytes`.
 */
export function decode(bytes: Uint8Array, dtype: DType): Float32Array {
  const size = BYTES[dtype];
  if (bytes.length % size !== 0) throw new RangeError(`${bytes.length} bytes are not a whole number of ${dtype}`);
  // Not bytes.slice(): a Buffer's shares its memory.
  const buffer = new Uint8Array(bytes).buffer;
  if (dtype === 'F32') return new Float32Array(buffer);
  const words = new Uint16Array(buffer);
  const values = new Float32Array(words.length);
  if (dtype === 'BF16') decodeBFloat16(words, values);
  else decodeFloat16(words, values);
  return values;
}

/**
 * Float32 values to little-endian bytes, rounded to the nearest value, ties to even. Values beyond the largest finite
 * one become infinite; a NaN stays a NaN with its sign and its leading payload bits.
 */
export function encode(values: Float32Array, dtype: DType): Uint8Array {
  const copy = values.slice();
  if (dtype === 'F32') return new Uint8Array(copy.buffer);
  const bits = new Uint32Array(copy.buffer);
  const words = new Uint16Array(bits.length);
  if (dtype === 'BF16') encodeBFloat16(bits, words);
  else encodeFloat16(bits, words);
  return new Uint8Array(words.buffer);
}

function decodeBFloat16(words: Uint16Array, values: Float32Array): void {
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < words.length; i++) bits[i] = words[i]! << 16;
}

function encodeBFloat16(bits: Uint32Array, words: Uint16Array): void {
  for (let i = 0; i < bits.length; i++) {
    const x = bits[i]!;
    const notANumber = (x & 0x7fffffff) > 0x7f800000;
    // Setting the quiet bit keeps a NaN with its payload in the lower half from becoming an infinity.
    words[i] = notANumber ? (x >>> 16) | 0x40 : (x + 0x7fff + ((x >>> 16) & 1)) >>> 16;
  }
}

function decodeFloat16(words: Uint16Array, values: Float32Array): void {
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < words.length; i++) {
    const h = words[i]!;
    const sign = (h & 0x8000) << 16;
    if ((h & 0x7c00) === 0x7c00) {
      bits[i] = sign | 0x7f800000 | ((h & 0x3ff) << 13);
    } else {
      // Read as a float32, the shifted bits are 2^112 too small; the product is exact, subnormals included.
      bits[i] = sign | ((h & 0x7fff) << 13);
      values[i]! *= 2 ** 112;
    }
  }
}

const FLOAT16_MIN_NORMAL = 0x38800000; // 2^-14 as float32
const FLOAT16_OVERFLOW = 0x477ff000; // 65520, the least value that rounds to infinity
const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function encodeFloat16(bits: Uint32Array, words: Uint16Array): void {
  for (let i = 0; i < bits.length; i++) words[i] = float16Bits(bits[i]!);
}

function float16Bits(x: number): number {
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
  if (magnitude >= FLOAT16_OVERFLOW) return sign | 0x7c00;
  if (magnitude < FLOAT16_MIN_NORMAL) {
    // In [0.5, 1) a float32 step is 2^-24, the step of float16's subnormals: the addition rounds for us.
    scratchBits[0] = magnitude;
    scratch[0]! += 0.5;
    return sign | (scratchBits[0] - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}
