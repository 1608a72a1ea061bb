import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, blockFormat, typeName } from './index.js';

interface Golden {
  readonly blocks: string;
  readonly count: number;
  readonly last: readonly number[];
  readonly sha256: string;
}

const GOLDEN: Record<string, Golden> = JSON.parse(
  readFileSync(new URL('../fixtures/blocks.json', import.meta.url), 'utf8'),
);

describe("decodes random blocks to gguf-py's values, bit by bit", () => {
  it.each(BLOCK_FORMATS)('$name', ({ name, elements, bytes, decode }) => {
    const { blocks, count, last, sha256 } = GOLDEN[name] as Golden;
    const raw = Buffer.from(blocks, 'base64');
    expect((raw.length / bytes) * elements).toBe(count);
    const values = new Float32Array(count);
    decode(raw, values);
    expect([...values.subarray(-8)]).toEqual(last);
    expect(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(sha256);
  });
});

it('knows every golden format, and ggml types by number', () => {
  expect(BLOCK_FORMATS.map(({ name }) => name).sort()).toEqual(Object.keys(GOLDEN).sort());
  expect(blockFormat(14)?.name).toBe('Q6_K');
  expect(blockFormat(30)?.name).toBe('BF16');
  expect(blockFormat(16)).toBeUndefined();
  expect([typeName(16), typeName(4), typeName(0xffffffff)]).toEqual(['IQ2_XXS', 'number 4', 'number 4294967295']);
});
