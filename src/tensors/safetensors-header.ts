import { UnisonoError } from '../core/errors.js';
import { unsafeJson } from '../core/json-shape.js';
import { bytesPerElement, type DType, isDType } from './dtype.js';

/** The description of one tensor in a safetensors file. `begin` and `end` are byte offsets from the start of the file. */
export interface TensorInfo {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A checked header: every tensor is inside the file, none overlap, and no bytes are left over. */
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes before the header: its length as a little-endian u64. */
export const LENGTH_BYTES = 8;

/** Largest header in bytes: the limit of the reference implementation (safetensors, tensor.rs). */
export const MAX_HEADER_BYTES = 100_000_000;

/** Headers are padded with spaces so that the data begin at a multiple of this. */
const ALIGNMENT = 8;

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Reads the header's length from the first 8 bytes of a file of `fileBytes` bytes.
 * Throws BAD_SAFETENSORS for a truncated file or a length beyond the file or MAX_HEADER_BYTES.
 */
export function parseHeaderLength(prefix: Uint8Array, fileBytes: number, path: string): number {
  if (prefix.length < LENGTH_BYTES || fileBytes < LENGTH_BYTES)
    throw bad(path, 'shorter than its 8-byte header length');
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw bad(path, `its header claims ${length} bytes, more than the limit of ${MAX_HEADER_BYTES}`);
  }
  if (length > BigInt(fileBytes - LENGTH_BYTES)) {
    throw bad(
      path,
      `its header claims ${length} bytes, but only ${fileBytes - LENGTH_BYTES} bytes follow the header length`,
    );
  }
  return Number(length);
}

/**
 * Checks a header (the JSON text alone, without its length) of a file of `fileBytes` bytes.
 * Throws BAD_SAFETENSORS for anything the format forbids (https://github.com/huggingface/safetensors#format), and
 * TENSOR_DTYPE for an element type other than F32, F16 and BF16, unless tensors of other types are to be skipped.
 */
export function parseHeader(
  header: Uint8Array,
  fileBytes: number,
  path: string,
  otherTypes: OtherTypes = 'refuse',
): SafetensorsHeader {
  const dataBegin = LENGTH_BYTES + header.length;
  const tensors = new Map<string, TensorInfo>();
  const places: (readonly [string, Place])[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseObject(header, path))) {
    if (name === '__metadata__') metadata = parseMetadata(value, path);
    else {
      const entry = parseEntry(name, value, dataBegin, fileBytes, path);
      places.push([name, entry]);
      if (isTensor(entry)) tensors.set(name, entry);
      else if (otherTypes === 'refuse')
        throw new UnisonoError('TENSOR_DTYPE', { path, tensor: name, dtype: entry.dtype });
    }
  }
  checkCoverage(places, dataBegin, fileBytes, path);
  return { tensors, metadata };
}

/** Bytes of one element of the other types, which are not used for weights here: counters, masks, quantized values. */
const OTHER_TYPES: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  I32: 4,
  U32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

/** Treatment of tensors of types other than F32, F16 and BF16: an error, or left out. */
export type OtherTypes = 'refuse' | 'skip';

/** Length, JSON and padding of a header over `tensors`, whose offsets count from the start of the data. */
export function formatHeader(
  tensors: Iterable<readonly [string, TensorInfo]>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  // A list of pairs keeps the order given; an object would move names that look like integers to the front.
  const entries: string[] = [];
  const names = Object.keys(metadata).sort();
  if (names.length > 0) {
    const pairs = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(metadata[name])}`);
    entries.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  for (const [name, { dtype, shape, begin, end }] of tensors) {
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20, LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function bad(path: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_SAFETENSORS', { path, reason });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(header: Uint8Array, path: string): Record<string, unknown> {
  let value: unknown;
  let unfit: string | undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(header);
    unfit = unsafeJson(text);
    value = unfit === undefined ? JSON.parse(text) : undefined;
  } catch (error) {
    throw bad(path, `its header is not JSON: ${(error as Error).message}`);
  }
  if (unfit !== undefined) throw bad(path, `its header cannot be read: ${unfit}`);
  if (!isObject(value)) throw bad(path, 'its header is not a JSON object');
  return value;
}

function parseMetadata(value: unknown, path: string): Record<string, string> {
  if (!isObject(value)) throw bad(path, '__metadata__ is not an object');
  for (const text of Object.values(value)) {
    if (typeof text !== 'string') throw bad(path, '__metadata__ has a value that is not text');
  }
  return value as Record<string, string>;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** The byte range of a tensor of any type. */
type Place = Omit<TensorInfo, 'dtype'> & { readonly dtype: string };

const isTensor = (place: Place): place is TensorInfo => isDType(place.dtype);

function parseEntry(name: string, value: unknown, dataBegin: number, fileBytes: number, path: string): Place {
  const where = `tensor ${JSON.stringify(name)}`;
  if (!isObject(value)) throw bad(path, `the description of ${where} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw bad(path, `${where} has no dtype`);
  const elementBytes = isDType(dtype) ? bytesPerElement(dtype) : OTHER_TYPES[dtype];
  if (elementBytes === undefined) throw new UnisonoError('TENSOR_DTYPE', { path, tensor: name, dtype });
  if (!isSizes(shape)) throw bad(path, `the shape of ${where} is not a list of whole numbers`);
  if (!isSizes(offsets) || offsets.length !== 2) throw bad(path, `${where} has no pair of data_offsets`);
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw bad(path, `${where} ends before it begins`);
  if (end > fileBytes - dataBegin) throw bad(path, `${where} reaches beyond the end of the file`);
  const bytes = elementCount(shape) * elementBytes;
  if (bytes !== end - begin) {
    throw bad(path, `${where} of shape [${shape}] and dtype ${dtype} takes ${bytes} bytes, not ${end - begin}`);
  }
  return { dtype, shape, begin: dataBegin + begin, end: dataBegin + end };
}

/** The format allows neither overlaps nor holes: in order of their offsets, tensors must tile the data exactly. */
function checkCoverage(
  places: readonly (readonly [string, Place])[],
  dataBegin: number,
  fileBytes: number,
  path: string,
): void {
  const ordered = [...places].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = dataBegin;
  for (const [name, { begin, end }] of ordered) {
    const where = `tensor ${JSON.stringify(name)}`;
    if (begin < covered) throw bad(path, `${where} overlaps another`);
    if (begin > covered) throw bad(path, `${begin - covered} bytes before ${where} belong to no tensor`);
    covered = end;
  }
  if (covered !== fileBytes) throw bad(path, `${fileBytes - covered} bytes at its end belong to no tensor`);
}
