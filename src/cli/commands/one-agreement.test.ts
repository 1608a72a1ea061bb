import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJson, writeJsonLines } from '../../core/files.js';
import { Causes } from '../../evaluation/causes/causes.js';
import { CheckResult } from '../../evaluation/check/check-result.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoreSummary } from '../../evaluation/score-summary.js';
import type { Figure } from '../../metrics/figure.js';
import type { Example } from '../../retrieval/example.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-agreement-'));
const at = (name: string) => join(dir, name);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli([...args, '--quiet', '--json'], { stdout, stderr, env: {}, cwd: dir });
  expect([code, stderr.text]).toEqual([0, expect.any(String)]);
  return JSON.parse(stdout.text.trim().split('\n').at(-1)!).result;
}

/** What every command says of the same pairs of answers: [answer, answer to the rewording], one question each. */
async function answered(pairs: readonly (readonly [string, string])[]) {
  const examples = pairs.flatMap((_, n) =>
    (['original', 'article'] as const).map(
      (kind): Example => ({
        ...{ id: kind === 'original' ? `q${n}` : `q${n}#article-1`, question: `q${n}`, split: 'test', kind },
        ...{ text: `${kind} ${n}?`, contexts: [], answer: 'x' },
      }),
    ),
  );
  const answers = pairs.flatMap(([answer, variant], n) => [
    { id: `q${n}`, answer },
    { id: `q${n}#article-1`, answer: variant },
    { id: `q${n}#again-1`, answer },
  ]);
  writeJsonLines(at('examples.jsonl'), examples);
  writeJsonLines(at('answers.jsonl'), answers);
  writeJsonLines(
    at('pairs.jsonl'),
    pairs.map(([response, variant_response], n) => ({ id: `q${n}`, response, variant_response })),
  );
  const how = ['--resamples', '50'];
  const evaluated = ['--examples', at('examples.jsonl'), '--answers', `m=${at('answers.jsonl')}`];
  await unisono('evaluate', ...evaluated, ...how, '--out', at('scores'));
  const score = ScoreSummary.parse(await unisono('score', at('pairs.jsonl'), ...how, '--out', at('scores.jsonl')));
  const check = CheckResult.parse(await unisono('check', '--target', at('answers.jsonl'), '--out', at('check')));
  const [row] = readJson(at('scores/ladder.json'), Ladder).rows;
  const [causes] = readJson(at('scores/causes.json'), Causes).models;
  const summary = score.figures as Readonly<Record<'rs' | 'em', Figure>>;
  const said = (metric: 'rs' | 'em') =>
    [row!.figures[metric], summary[metric], check.figures[metric]!].map(({ value }) => value);
  return {
    rs: [...said('rs'), 1 - causes!.rs.endToEnd.value, check.byKind.article!.figures.rs!.value],
    em: [...said('em'), 1 - causes!.em.endToEnd.value],
    oneAnswer: row!.figures.oneAnswer!.value,
    emptyPairs: [row!.emptyPairs, score.emptyPairs, check.emptyPairs],
  };
}

describe('evaluate, score, check and causes', () => {
  it('agree on four equal answers, two of them Chinese', async () => {
    const answers = ['open the app', 'call the bank', '请登录应用关闭账户', '费用是十英镑'];
    const { rs, em, oneAnswer, emptyPairs } = await answered(answers.map((answer) => [answer, answer]));
    expect(rs).toEqual([1, 1, 1, 1, 1]);
    expect(em).toEqual([1, 1, 1, 1]);
    expect([oneAnswer, ...emptyPairs]).toEqual([1, 0, 0, 0]);
  });

  it('agree on near answers in another script, and on empty ones, which agree with none', async () => {
    const { rs, em, emptyPairs } = await answered([
      ['请登录应用关闭账户。', '请登录应用关闭账户'],
      ['', ''],
      ['call the bank', ' '],
      ['yes', 'no'],
    ]);
    expect(rs).toEqual([0.25, 0.25, 0.25, 0.25, 0.25]);
    expect(em).toEqual([0, 0, 0, 0]);
    expect(emptyPairs).toEqual([2, 2, 2]);
  });
});
