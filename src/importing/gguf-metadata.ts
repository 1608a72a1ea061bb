import { UnisonoError } from '../core/errors.js';
import type { GgufCursor } from './gguf-cursor.js';

/** A value of a GGUF's metadata. Numbers of 64 bits are given as the nearest double. */
export type GgufValue = number | boolean | string | ArrayLike<number> | readonly string[] | readonly boolean[];

/** Longest name of a key or tensor (ggml allows 64 for tensors, 65,535 for keys). */
export const LONGEST_NAME = 65_535;
/** Longest text in bytes: chat templates take about 20,000. */
const LONGEST_TEXT = 1 << 24;

const BOOL = 7;
const STRING = 8;
const ARRAY = 9;

interface NumberType {
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
  readonly array: (count: number) => { [index: number]: number; readonly length: number };
}

/** Number types by their number in the file (ggml's gguf.h, enum gguf_type). */
const NUMBERS: Readonly<Record<number, NumberType>> = {
  0: { size: 1, read: (view, at) => view.getUint8(at), array: (n) => new Uint8Array(n) },
  1: { size: 1, read: (view, at) => view.getInt8(at), array: (n) => new Int8Array(n) },
  2: { size: 2, read: (view, at) => view.getUint16(at, true), array: (n) => new Uint16Array(n) },
  3: { size: 2, read: (view, at) => view.getInt16(at, true), array: (n) => new Int16Array(n) },
  4: { size: 4, read: (view, at) => view.getUint32(at, true), array: (n) => new Uint32Array(n) },
  5: { size: 4, read: (view, at) => view.getInt32(at, true), array: (n) => new Int32Array(n) },
  6: { size: 4, read: (view, at) => view.getFloat32(at, true), array: (n) => new Float32Array(n) },
  10: { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)), array: (n) => new Float64Array(n) },
  11: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)), array: (n) => new Float64Array(n) },
  12: { size: 8, read: (view, at) => view.getFloat64(at, true), array: (n) => new Float64Array(n) },
};

/** Reads one value: its type (u32), then the value. Arrays of arrays are rejected, as in ggml. */
export function readValue(cursor: GgufCursor, key: string): GgufValue {
  const what = `the value of ${key}`;
  const type = cursor.u32(`the type of ${key}`);
  if (type === ARRAY) return readArray(cursor, key, what);
  if (type === STRING) return cursor.text(what, LONGEST_TEXT);
  const values: number[] = [];
  const number = type === BOOL ? NUMBERS[0] : NUMBERS[type];
  if (!number) throw cursor.bad(`${key} is of type ${type}, which does not exist`);
  cursor.numbers(what, 1, number.size, number.read, values);
  return type === BOOL ? values[0] !== 0 : (values[0] as number);
}

function readArray(cursor: GgufCursor, key: string, what: string): GgufValue {
  const type = cursor.u32(`the type of ${key}`);
  if (type === STRING) {
    const count = cursor.count(`the length of ${key}`, 8);
    const texts: string[] = [];
    for (let i = 0; i < count; i++) texts.push(cursor.text(what, LONGEST_TEXT));
    return texts;
  }
  const number = type === BOOL ? NUMBERS[0] : NUMBERS[type];
  if (!number) throw cursor.bad(`${key} is an array of type ${type}, which GGUF does not allow`);
  const count = cursor.count(`the length of ${key}`, number.size);
  const values = number.array(count);
  cursor.numbers(what, count, number.size, number.read, values);
  return type === BOOL ? Array.from(values as ArrayLike<number>, (value) => value !== 0) : values;
}

/** Typed access to a GGUF's metadata. Every reader throws BAD_GGUF with the key for a value of another type. */
export class GgufMetadata {
  constructor(
    readonly path: string,
    private readonly values: ReadonlyMap<string, GgufValue>,
  ) {}

  has(key: string): boolean {
    return this.values.has(key);
  }

  text(key: string): string | undefined {
    return this.read(key, 'a text', (value) => typeof value === 'string');
  }

  flag(key: string): boolean | undefined {
    return this.read(key, 'true or false', (value) => typeof value === 'boolean');
  }

  /** A finite number. */
  number(key: string): number | undefined {
    return this.read(key, 'a finite number', (value) => Number.isFinite(value));
  }

  /** A whole number from `least` to 2^31 - 1. */
  whole(key: string, least = 0): number | undefined {
    return this.read(key, `a whole number from ${least} to 2147483647`, (value) => isWhole(value, least));
  }

  /** A whole number, or an array of equal ones: some files give one per layer. */
  sameWhole(key: string, least = 0): number | undefined {
    const value = this.values.get(key);
    if (typeof value !== 'object') return this.whole(key, least);
    const first = value[0];
    if (!isWhole(first, least) || Array.from(value as ArrayLike<unknown>).some((other) => other !== first)) {
      throw this.unsupported(`${key} that differs between layers`, 'one value for all layers');
    }
    return first;
  }

  texts(key: string): readonly string[] | undefined {
    return this.read(
      key,
      'a list of texts',
      (value): value is readonly string[] => Array.isArray(value) && value.every((text) => typeof text === 'string'),
    );
  }

  numbers(key: string): ArrayLike<number> | undefined {
    return this.read(key, 'a list of numbers', (value): value is ArrayLike<number> => ArrayBuffer.isView(value));
  }

  /** The value of a reader; throws BAD_GGUF if it is missing. */
  required<T>(value: T | undefined, key: string): T {
    if (value === undefined) throw this.bad(`${key} is missing`);
    return value;
  }

  bad(reason: string): UnisonoError {
    return new UnisonoError('BAD_GGUF', { path: this.path, reason });
  }

  unsupported(what: string, supported: string): UnisonoError {
    return new UnisonoError('GGUF_UNSUPPORTED', { path: this.path, what, supported });
  }

  private read<T extends GgufValue>(
    key: string,
    wanted: string,
    is: ((value: GgufValue) => value is T & GgufValue) | ((value: GgufValue) => boolean),
  ): T | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    if (!is(value)) throw this.bad(`${key} is not ${wanted}`);
    return value as T;
  }
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= 0x7fffffff;
}
