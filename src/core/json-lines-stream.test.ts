import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonLinesWriter, streamJsonLines } from './json-lines-stream.js';

const Row = z.object({ n: z.number() });
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-stream-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function read(text: string): Promise<number[]> {
  const path = join(dir, 'in.jsonl');
  writeFileSync(path, text);
  const rows: number[] = [];
  for await (const { n } of streamJsonLines(path, Row)) rows.push(n);
  return rows;
}

it('reads line by line, whatever ends a line, and skips blank ones', async () => {
  expect(await read('{"n":1}\r\n\n  \n{"n":2}\n{"n":3}')).toEqual([1, 2, 3]);
  expect(await read('')).toEqual([]);
  // Unicode's line separators are no line's end in JSON lines.
  expect(await read('{"n":1,"t":"a\u2028b"}\n{"n":2}')).toEqual([1, 2]);
});

it('names the line that does not fit', async () => {
  await expect(read('{"n":1}\n\n{"n":}\n')).rejects.toMatchObject({ code: 'BAD_JSON_LINE', details: { line: 3 } });
  await expect(read('{"n":1}\n{"n":"x"}\n')).rejects.toMatchObject({ code: 'BAD_RECORD', details: { line: 2 } });
  const missing = streamJsonLines(join(dir, 'missing'), Row);
  await expect(missing.next()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

it('writes all or nothing', () => {
  const path = join(dir, 'deep', 'out.jsonl');
  const writer = new JsonLinesWriter(path);
  for (let n = 0; n < 20_000; n++) writer.write({ n });
  expect(readdirSync(join(dir, 'deep'))).not.toContain('out.jsonl');
  writer.finish();
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(20_001);
  const abandoned = new JsonLinesWriter(path);
  abandoned.write({ n: -1 });
  abandoned.abandon();
  expect(readdirSync(join(dir, 'deep'))).toEqual(['out.jsonl']);
  expect(readFileSync(path, 'utf8')).toMatch(/^{"n":0}\n/);
});
