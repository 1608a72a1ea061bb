import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSentenceTransformer } from '../../encoding/sentence-transformer/tiny-directory.contract.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-score-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const path = (name: string) => join(dir, name);
const lines = (name: string, records: readonly unknown[]) =>
  writeFileSync(path(name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli([...args, '--json'], { stdout, stderr, env: {}, cwd: dir });
  const last = JSON.parse(stdout.text.trim().split('\n').at(-1) ?? '{}');
  return { code, result: last.result, text: stdout.text + stderr.text };
}

const PAIRS = [
  {
    id: 'a',
    response: 'call the bank today',
    variant_response: 'call the bank',
    references: ['ring us', 'call the bank'],
  },
  { id: 'b', response: 'Yes.', variant_response: 'yes' },
  { id: 'c', response: '', variant_response: 'no answer' },
];

describe('unisono score', () => {
  it('scores pairs in order, with several references, and sums them up', async () => {
    lines('pairs.jsonl', PAIRS);
    const { code, result } = await unisono('score', path('pairs.jsonl'), '--out', path('scores.jsonl'));
    expect(code).toBe(0);
    const scores = readFileSync(path('scores.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(scores.map(({ id, em, emNormalized, rs }) => [id, em, emNormalized, rs])).toEqual([
      ['a', 0, 0, 1],
      ['b', 0, 1, 1],
      ['c', 0, 0, 0],
    ]);
    expect(scores[0]).toMatchObject({
      rougeLBetween: 6 / 7,
      rouge2Between: 4 / 5,
      accuracy: { rougeL: 6 / 7, rouge1: 6 / 7 },
      variantAccuracy: { rougeL: 1, bleu: 1 },
      bothRight: 1,
    });
    expect(scores[1].accuracy).toBeUndefined();
    expect(scores[1].bs).toBeUndefined();
    expect(result).toMatchObject({ pairs: 3, withReferences: 1, emptyPairs: 1 });
    expect(result.figures).toMatchObject({ rs: { value: 2 / 3, n: 3 }, 'variantAccuracy.rougeL': { value: 1, n: 1 } });
    expect(result.figures.rougeLBetween.value).toBeCloseTo((6 / 7 + 1) / 3, 12);
    expect(result.figures.corpusBleu.value).toBeGreaterThan(0.5);
    expect(scores.map(({ agreement }) => agreement)).toEqual(['alike', 'alike', 'empty']);
  });

  it('shows every figure with both its intervals within 80 columns', async () => {
    lines('pairs.jsonl', PAIRS);
    const [stdout, stderr] = [new FakeStream(), new FakeStream()];
    const args = ['score', path('pairs.jsonl'), '--out', path('scores.jsonl'), '--quiet'];
    expect(await runCli(args, { stdout, stderr, env: {}, cwd: dir })).toBe(0);
    const shown = stdout.text.split('\n').filter((line) => !line.startsWith('Scores: '));
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout.text).toMatch(/^rougeLBetween +0\.\d{4} {2}\[0\.\d{4}, \d\.\d{4}\] {2}\[0\.\d{4}, \d\.\d{4}\]$/m);
    expect(stdout.text).toMatch(/^corpusBleu +\d\.\d{4} {2}\[/m);
  });

  it('compares scripts that ASCII words do not read by Unicode words, unless told otherwise', async () => {
    lines('pairs.jsonl', [{ id: 'a', response: '费用是十英镑', variant_response: '费用是十英镑' }]);
    const score = (...flags: string[]) => unisono('score', path('pairs.jsonl'), '--out', path('s.jsonl'), ...flags);
    expect((await score()).result).toMatchObject({
      unicodeWords: 1,
      figures: { rs: { value: 1 }, rougeLBetween: { value: 1 }, em: { value: 1 } },
    });
    expect((await score('--words', 'rouge-score')).result).toMatchObject({
      figures: { rs: { value: 1 }, rougeLBetween: { value: 0 }, em: { value: 1 } },
    });
    expect((await score('--words', 'unicode')).result).toMatchObject({
      unicodeWords: 0,
      figures: { rs: { value: 1 }, rougeLBetween: { value: 1 } },
    });

    lines('labeled.jsonl', [
      { response: '费用是十英镑', variant_response: '费用是十英镑', same: true },
      { response: '费用是十英镑', variant_response: '请打电话', same: false },
    ]);
    const calibrate = ['calibrate', path('labeled.jsonl'), '--resamples', '20', '--out', path('calibration.json')];
    expect((await unisono(...calibrate, '--words', 'unicode')).result).toMatchObject({
      words: 'unicode',
      figures: { f1: { value: 1 } },
    });
    const other = await score('--threshold', path('calibration.json'));
    expect([other.code, other.text]).toEqual([2, expect.stringContaining('--words unicode')]);
    expect((await score('--threshold', path('calibration.json'), '--words', 'unicode')).code).toBe(0);
  });

  it('measures BERTScore with an encoder, more pairs than one batch holds', async () => {
    writeSentenceTransformer(path('encoder'), 'bert');
    lines(
      'pairs.jsonl',
      Array.from({ length: 300 }, (_, i) => ({ ...PAIRS[1], id: `p${i}` })),
    );
    const flags = ['--encoder', path('encoder'), '--layer', '1', '--out', path('scores.jsonl')];
    const { code, result } = await unisono('score', path('pairs.jsonl'), ...flags);
    expect(code).toBe(0);
    expect(result.pairs).toBe(300);
    const scores = readFileSync(path('scores.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(scores.map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, i) => `p${i}`));
    for (const { bs, bsPrecision } of scores) {
      expect(bs).toBeCloseTo(result.figures.bs.value, 6);
      expect(bsPrecision).toBeCloseTo(result.figures.bsPrecision.value, 6);
    }
  });

  it.each([
    ['a line that is no JSON', '{"id":"a"', 'BAD_JSON_LINE', 1],
    ['a pair without a response', '{"id":"a","variant_response":"x"}', 'BAD_RECORD', 1],
    ['no pairs', '\n', 'EMPTY_DATASET', 1],
  ])('leaves nothing behind for %s', async (_, text, error, exit) => {
    writeFileSync(
      path('pairs.jsonl'),
      `${JSON.stringify(PAIRS[0])}\n`.repeat(error === 'EMPTY_DATASET' ? 0 : 2) + text,
    );
    const { code, text: said } = await unisono('score', path('pairs.jsonl'), '--out', path('scores.jsonl'));
    expect(code).toBe(exit);
    expect(said).toContain(error);
    expect(readdirSync(dir)).toEqual(['pairs.jsonl']);
  });

  it('refuses flags of an encoder without one', async () => {
    lines('pairs.jsonl', PAIRS);
    const { code, text } = await unisono('score', path('pairs.jsonl'), '--layer', '1', '--out', path('scores.jsonl'));
    expect([code, existsSync(path('scores.jsonl'))]).toEqual([2, false]);
    expect(text).toContain('--layer');
  });
});

describe('unisono calibrate', () => {
  it('fixes T on labeled pairs, and score takes it', async () => {
    const labeled = [
      ['call the bank', 'call the bank now', true],
      ['call the bank', 'close the account', false],
      ['use the app', 'use the app', true],
      ['use the app', 'a card', false],
    ].map(([response, variant_response, same]) => ({ response, variant_response, same }));
    lines('labeled.jsonl', labeled);
    const made = await unisono('calibrate', path('labeled.jsonl'), '--out', path('calibration.json'));
    expect(made.code).toBe(0);
    // Similarities 6/7 and 1 against 1/3 and 0.
    const one = { value: 1, n: 4 };
    expect(made.result).toMatchObject({ same: 2, figures: { f1: one, precision: one, recall: one } });
    expect(made.result.threshold).toBeCloseTo((6 / 7 + 1 / 3) / 2, 12);
    lines('pairs.jsonl', [{ id: 'x', response: 'a b c', variant_response: 'a b d' }]);
    const flags = ['--threshold', path('calibration.json'), '--out', path('scores.jsonl')];
    expect((await unisono('score', path('pairs.jsonl'), ...flags)).result.figures.rs.value).toBe(1);
    expect((await unisono('score', path('pairs.jsonl'), '--threshold', '1', '--out', path('s'))).code).toBe(2);
  });
});
