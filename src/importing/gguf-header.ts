import type { BlockFormat } from './blocks/block-format.js';
import { blockFormat, typeName } from './blocks/index.js';
import type { GgufCursor } from './gguf-cursor.js';
import { GgufMetadata, type GgufValue, LONGEST_NAME, readValue } from './gguf-metadata.js';

/** The description of one tensor in a GGUF. `begin` and `end` are byte offsets from the start of the file. */
export interface GgufTensor {
  readonly name: string;
  /** Row-major, as in Hugging Face files: ggml's own order is the reverse. */
  readonly shape: readonly number[];
  readonly elements: number;
  readonly format: BlockFormat;
  readonly begin: number;
  readonly end: number;
}

/** A checked header: every tensor is inside the file and consists of whole blocks, and none overlap. */
export interface GgufHeader {
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/** Largest header in bytes. The largest vocabularies take about 15 MB. */
export const MAX_GGUF_HEADER_BYTES = 1 << 26;

const MAGIC = 0x46554747; // "GGUF"
const MAX_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
/** Least bytes of a key with its value, and of a tensor's description. */
const LEAST_ENTRY = 8 + 1 + 4 + 1;
const LEAST_TENSOR = 8 + 1 + 4 + 8 + 4 + 8;

interface Described {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly offset: bigint;
}

/**
 * Reads and checks the header of a GGUF file, version 2 or 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 * Throws BAD_GGUF for anything that the format forbids, GGUF_UNSUPPORTED for version 1, big-endian files and unsupported
 * element types. Memory: about the header's bytes.
 */
export function readGgufHeader(cursor: GgufCursor, fileBytes: number): GgufHeader {
  if (cursor.u32('the magic number') !== MAGIC) throw cursor.bad('it does not begin with "GGUF"');
  const version = cursor.u32('its version');
  const unsupported = (what: string, supported: string) =>
    new GgufMetadata(cursor.path, new Map()).unsupported(what, supported);
  if (version === 1) throw unsupported('GGUF version 1', 'versions 2 and 3; convert the model again');
  if (version === 0x02000000 || version === 0x03000000) throw unsupported('a big-endian GGUF', 'little-endian files');
  if (version !== 2 && version !== 3) throw cursor.bad(`version ${version} does not exist`);
  const tensorCount = cursor.count('the number of tensors', LEAST_TENSOR);
  const entryCount = cursor.count('the number of metadata entries', LEAST_ENTRY);
  const metadata = new GgufMetadata(cursor.path, readEntries(cursor, entryCount));
  const described = readTensors(cursor, tensorCount);
  const alignment = metadata.whole('general.alignment', 1) ?? DEFAULT_ALIGNMENT;
  if ((alignment & (alignment - 1)) !== 0) throw cursor.bad(`general.alignment is ${alignment}, not a power of two`);
  const dataBegin = Math.ceil(cursor.position / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const entry of described.values()) {
    const format = blockFormat(entry.type);
    if (!format) {
      const what = `the element type ${typeName(entry.type)} of tensor "${entry.name}"`;
      throw unsupported(what, 'F32, F16, BF16, Q8_0, Q4_0 to Q5_1, Q2_K to Q6_K, IQ4_NL, IQ4_XS');
    }
    tensors.set(entry.name, place(cursor, entry, format, dataBegin, alignment, fileBytes));
  }
  checkOverlaps(cursor, tensors);
  return { metadata, tensors };
}

function readEntries(cursor: GgufCursor, count: number): Map<string, GgufValue> {
  const values = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.text('a metadata key', LONGEST_NAME);
    if (values.has(key)) throw cursor.bad(`the metadata key ${key} occurs twice`);
    values.set(key, readValue(cursor, key));
  }
  return values;
}

function readTensors(cursor: GgufCursor, count: number): Map<string, Described> {
  const tensors = new Map<string, Described>();
  for (let i = 0; i < count; i++) {
    const name = cursor.text("a tensor's name", LONGEST_NAME);
    if (tensors.has(name)) throw cursor.bad(`two tensors are named "${name}"`);
    const dimensions = cursor.u32(`the dimensions of "${name}"`);
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS)
      throw cursor.bad(`tensor "${name}" has ${dimensions} dimensions`);
    const shape: number[] = [];
    for (let d = 0; d < dimensions; d++) {
      const size = cursor.u64(`the shape of "${name}"`);
      if (size < 1n || size > BigInt(Number.MAX_SAFE_INTEGER)) {
        throw cursor.bad(`a dimension of tensor "${name}" is ${BigInt.asIntN(64, size)}`);
      }
      shape.unshift(Number(size));
    }
    const type = cursor.u32(`the type of "${name}"`);
    tensors.set(name, { name, shape, type, offset: cursor.u64(`the offset of "${name}"`) });
  }
  return tensors;
}

function place(
  cursor: GgufCursor,
  { name, shape, offset }: Described,
  format: BlockFormat,
  dataBegin: number,
  alignment: number,
  fileBytes: number,
): GgufTensor {
  const row = shape.at(-1) as number;
  if (row % format.elements !== 0) {
    throw cursor.bad(
      `rows of tensor "${name}" have ${row} elements, ${format.name} needs a multiple of ${format.elements}`,
    );
  }
  // Exact in 64 bits and beyond: four sizes up to 2^53 multiply to less than 2^212.
  const elements = shape.reduce((product, size) => product * BigInt(size), 1n);
  const bytes = (elements / BigInt(format.elements)) * BigInt(format.bytes);
  if (offset % BigInt(alignment) !== 0n) throw cursor.bad(`tensor "${name}" is not aligned to ${alignment} bytes`);
  if (offset + bytes > BigInt(Math.max(0, fileBytes - dataBegin))) {
    throw cursor.bad(`tensor "${name}" of shape [${shape.join(', ')}] reaches beyond the end of the file`);
  }
  const begin = dataBegin + Number(offset);
  return { name, shape, elements: Number(elements), format, begin, end: begin + Number(bytes) };
}

function checkOverlaps(cursor: GgufCursor, tensors: ReadonlyMap<string, GgufTensor>): void {
  let end = 0;
  let before = '';
  for (const tensor of [...tensors.values()].sort((a, b) => a.begin - b.begin)) {
    if (tensor.begin < end) throw cursor.bad(`tensors "${before}" and "${tensor.name}" overlap`);
    ({ end, name: before } = tensor);
  }
}
