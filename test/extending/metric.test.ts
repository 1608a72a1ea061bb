import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { figuresTable } from '../../experiments/render/ladder-tables.js';
import { FIGURES, measured } from '../../experiments/runner/results.js';
import { FakeStream } from '../../src/cli/fake-stream.contract.js';
import { runCli } from '../../src/cli/program.js';
import { readJson, writeJsonLines } from '../../src/core/files.js';
import { Ladder } from '../../src/evaluation/ladder.js';
import type { DEFINITIONS } from '../../src/metrics/definitions/index.js';
import type { MetricName } from '../../src/metrics/registry.js';
import { renderReport } from '../../src/report/render-report.js';
import { sampleData } from '../../src/report/sample-data.contract.js';
import type { Example } from '../../src/retrieval/example.js';
import { metricsTable } from '../../tools/docs/metrics-table.js';

// As if the two lines that docs/extending.md shows stood in the registry.
vi.mock('../../src/metrics/definitions/index.js', async (original) => {
  const metrics = await original<{ DEFINITIONS: typeof DEFINITIONS }>();
  const { lengthRatio } = await import('./length-ratio.js');
  return { DEFINITIONS: [...metrics.DEFINITIONS, lengthRatio] };
});

const ADDED = 'lengthRatio' as MetricName;
const dir = mkdtempSync(join(tmpdir(), 'unisono-metric-'));
const at = (name: string) => join(dir, name);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli([...args, '--quiet'], { stdout, stderr, env: {}, cwd: dir });
  return { code, out: stdout.text, err: stderr.text };
}

/** 24 questions with a rewording; answers to rewordings are half as long in one file, and as long in the other. */
const EXAMPLES = Array.from({ length: 24 }, (_, n) => n).flatMap((n) =>
  (['original', 'article'] as const).map(
    (kind): Example => ({
      ...{ id: kind === 'original' ? `q${n}` : `q${n}#article-1`, question: `q${n}`, split: 'test', kind },
      ...{ text: `${kind} ${n}?`, contexts: [], answer: 'abcd efgh' },
    }),
  ),
);
const ANSWERS = ['half', 'whole'].flatMap((name) => ['--answers', `${name}=${at(name)}.jsonl`]);
const evaluate = (name: string, ...more: string[]) =>
  unisono('evaluate', '--examples', at('test.jsonl'), ...ANSWERS, '--resamples', '50', '--out', at(name), ...more);

describe('a metric that is added to the registry', () => {
  let terminal: string;
  beforeAll(async () => {
    writeJsonLines(at('test.jsonl'), EXAMPLES);
    for (const [name, long] of [
      ['half', 'abcd efgh ijkl mnop'],
      ['whole', 'abcd efg'],
    ] as const) {
      const answers = EXAMPLES.map(({ id, kind }) => ({ id, answer: kind === 'original' ? 'abcd efg' : long }));
      writeJsonLines(at(`${name}.jsonl`), answers);
    }
    const { code, out, err } = await evaluate('scores');
    expect([code, err]).toEqual([0, '']);
    terminal = out;
  });

  it('is in ladder.json: rows, kinds, differences, versions; and in pairs.jsonl', () => {
    const ladder = readJson(at('scores/ladder.json'), Ladder);
    expect(ladder.rows.map(({ figures }) => figures[ADDED]?.value)).toEqual(
      [8 / 19, 1].map((x) => expect.closeTo(x, 12)),
    );
    expect(ladder.rows[0]?.byKind.article?.figures[ADDED]).toMatchObject({ n: 24, questions: 24 });
    expect(ladder.metrics[ADDED]).toBe(1);
    for (const differences of [ladder.differences, ladder.kindDifferences])
      expect(differences.find(({ metric }) => metric === ADDED)?.value).toBeCloseTo(11 / 19, 12);
    expect(readFileSync(at('scores/pairs.jsonl'), 'utf8').split('\n')[0]).toContain('"lengthRatio":0.42105');
  });

  it('is in the terminal, at gates and in compare', async () => {
    expect(terminal).toContain('length ratio');
    const gated = await evaluate('gated', '--gate', 'lengthRatio>=0.5', '--gate', 'lengthRatio@article.gain>=0.2');
    expect([gated.code, gated.out]).toEqual([
      0,
      expect.stringContaining('lengthRatio@article.gain>=0.2 met for whole'),
    ]);
    const { out } = await unisono('compare', 'scores', 'gated', '--model', 'half=whole');
    expect(out).toMatch(/lengthRatio +0\.421 +1\.000 +\+0\.579 +\[.*\] +higher/);
  });

  it('is in score, in check and in their gates', async () => {
    writeJsonLines(at('pairs.jsonl'), [{ id: 'a', response: 'abcd', variant_response: 'ab' }]);
    expect((await unisono('score', at('pairs.jsonl'), '--out', at('scores.jsonl'))).out).toMatch(
      /^lengthRatio +0\.5000 /m,
    );
    expect(readFileSync(at('scores.jsonl'), 'utf8')).toContain('"lengthRatio":0.5');
    const checked = await unisono('check', '--target', 'half.jsonl', '--gate', 'lengthRatio>=0.1');
    expect(checked.code).toBe(0);
    expect(checked.out).toContain('length ratio of the two answers');
  });

  it('is in JSON Schemas, in the report, in the tables of experiments and in docs/metrics.md', async () => {
    for (const name of ['ladder', 'score', 'check'])
      expect((await unisono('schema', name)).out).toContain('characters of the shorter');
    const ladder = readJson(at('scores/ladder.json'), Ladder);
    const html = renderReport({ ...sampleData(), ladder });
    expect(html).toContain('<th scope="col">Length ratio</th>');
    expect(html).toContain(`<data value="${ladder.rows[0]?.figures[ADDED]?.value}">0.421</data>`);
    expect(html).toContain('Length ratio: characters of the shorter');
    expect(FIGURES).toContain(ADDED);
    const run = { seed: 1, questions: 24, inputs: {}, costs: [], causes: [], subsets: { all: measured(ladder) } };
    const { threshold, words, metrics } = ladder;
    const results = { title: 'T', threshold, words, metrics, bertscore: null, runs: [run] };
    expect(figuresTable(results, 'all')).toContain('| length ratio |');
    expect(metricsTable()).toContain('| length ratio (`lengthRatio`) |');
  });
});
