import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QueryTable } from './query-table.js';
import { readLog } from './read-log.js';

let folder: string;
const file = () => join(folder, 'log.jsonl');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-log-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function tableOf(text: string | Buffer): Promise<QueryTable> {
  writeFileSync(file(), text);
  const table = new QueryTable();
  for await (const record of readLog(file())) table.add(record);
  return table;
}

describe('a query log', () => {
  it('is counted by exact text, with counts and the span of its dates', async () => {
    const lines = [
      { query: 'How?', timestamp: '2026-03-02' },
      { query: ' How? ', count: 4, timestamp: '2026-01-05T00:00:00Z', session: 7 },
      { query: 'how?' },
      { query: '???' },
      { query: 'x'.repeat(1001), count: 2 },
    ];
    const table = await tableOf(`${lines.map((line) => JSON.stringify(line)).join('\n\n')}`);
    expect(table).toMatchObject({ texts: ['How?', 'how?'], counts: [5, 1], asked: 6 });
    expect(table.skipped).toEqual({ empty: 1, tooLong: 2 });
    expect([table.first[0], table.last[0]]).toEqual([Date.UTC(2026, 0, 5), Date.UTC(2026, 2, 2)]);
    expect(table.first[1]).toBeNaN();
    expect(table.numberOf('how?  ')).toBe(1);
  });

  it('is read whole across the pieces that it comes in', async () => {
    const query = (i: number) => `Wie heißt Straße ${i}?`;
    const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ query: query(i % 5000) }));
    const table = await tableOf(lines.join('\n'));
    expect(table.texts).toEqual(Array.from({ length: 5000 }, (_, i) => query(i)));
    expect(new Set(table.counts)).toEqual(new Set([4]));
  });

  it.each([
    ['{"query": "a"}\n{"query": ', 'BAD_JSON_LINE', 2],
    ['{"query": "a"}\n\n{"text": "a"}', 'BAD_RECORD', 3],
    ['{"query": "a", "count": 0}', 'BAD_RECORD', 1],
    [`{"query": "a"}\n{"query": "${'a'.repeat(3 << 20)}`, 'BAD_JSON_LINE', 2],
  ])('names the line that is wrong (%#)', async (text, code, line) => {
    await expect(tableOf(text)).rejects.toMatchObject({ code, details: { line, path: file() } });
  });

  it('must be there', async () => {
    await expect(readLog(join(folder, 'none')).next()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
