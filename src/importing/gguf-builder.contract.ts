/** Builds GGUF files byte by byte for tests, right or wrong. */

/** A metadata value: its type in the file, and its bytes. */
export interface RawValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export interface RawTensor {
  readonly name: string;
  /** In ggml's order, the innermost first. */
  readonly dims: readonly (number | bigint)[];
  readonly type?: number;
  readonly offset?: number | bigint;
}

export interface RawGguf {
  readonly magic?: string;
  readonly version?: number;
  readonly tensorCount?: bigint;
  readonly entryCount?: bigint;
  readonly entries?: readonly (readonly [key: string, value: RawValue])[];
  readonly tensors?: readonly RawTensor[];
  /** Bytes after the header's padding. */
  readonly data?: number;
}

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number | bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
};
const text = (value: string | Buffer) => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([u64(bytes.length), bytes]);
};

export const raw = {
  u32: (value: number): RawValue => ({ type: 4, bytes: u32(value) }),
  f32(value: number): RawValue {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return { type: 6, bytes };
  },
  bool: (value: number): RawValue => ({ type: 7, bytes: Buffer.of(value) }),
  text: (value: string | Buffer): RawValue => ({ type: 8, bytes: text(value) }),
  u64: (value: bigint): RawValue => ({ type: 10, bytes: u64(value) }),
  texts: (values: readonly string[], count: number | bigint = values.length): RawValue => ({
    type: 9,
    bytes: Buffer.concat([u32(8), u64(count), ...values.map(text)]),
  }),
  array: (type: number, count: number | bigint, bytes: Buffer): RawValue => ({
    type: 9,
    bytes: Buffer.concat([u32(type), u64(count), bytes]),
  }),
  type: (type: number, bytes = Buffer.alloc(8)): RawValue => ({ type, bytes }),
};

export function buildGguf(how: RawGguf): Buffer {
  const { entries = [], tensors = [] } = how;
  const header = Buffer.concat([
    Buffer.from(how.magic ?? 'GGUF'),
    u32(how.version ?? 3),
    u64(how.tensorCount ?? tensors.length),
    u64(how.entryCount ?? entries.length),
    ...entries.flatMap(([key, { type, bytes }]) => [text(key), u32(type), bytes]),
    ...tensors.flatMap(({ name, dims, type = 0, offset = 0 }) => [
      text(name),
      u32(dims.length),
      ...dims.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(how.data ?? 0)]);
}
