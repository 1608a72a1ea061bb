import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson, readJsonLines } from '../../core/files.js';
import { writeSentenceTransformer } from '../../encoding/sentence-transformer/tiny-directory.contract.js';
import { ScoredGroup } from '../../evaluation/groups.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

let dir: string;
const path = (name: string) => join(dir, name);

const KINDS = ['original', 'pronoun', 'article'] as const;
const EXAMPLES = Array.from({ length: 6 }, (_, n) => `q${n}`).flatMap((question) =>
  KINDS.map((kind) => ({
    id: kind === 'original' ? question : `${question}#${kind}-1`,
    question,
    split: 'test',
    kind,
    text: `wording of ${question}`,
    contexts: [],
    answer: 'open the app and choose cards',
  })),
);

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-evaluate-'));
  const write = (name: string, records: readonly unknown[]) =>
    writeFileSync(path(name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  write('test.jsonl', EXAMPLES);
  write(
    'steady.jsonl',
    EXAMPLES.map(({ id, answer }) => ({ id, answer })),
  );
  write(
    'wild.jsonl',
    EXAMPLES.map(({ id }, i) => ({ id, answer: `answer ${i % 4} to ${i % 2 ? 'you' : 'them'}` })),
  );
  writeSentenceTransformer(path('encoder'), 'mpnet');
});
afterAll(() => rmSync(dir, { recursive: true }));

async function evaluate(...flags: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const inputs = ['--examples', path('test.jsonl'), '--answers', `B=${path('wild.jsonl')}`, '--resamples', '100'];
  const more = ['--answers', `Merged=${path('steady.jsonl')}`, '--out', path('out')];
  const code = await runCli(['evaluate', ...inputs, ...more, ...flags], { stdout, stderr, env: {}, cwd: dir });
  return { code, out: stdout.text, err: stderr.text };
}

describe('unisono evaluate', () => {
  it('writes ladder, pairs and groups; BS is left out where no encoder is given', async () => {
    const { code, out } = await evaluate();
    expect(code).toBe(0);
    expect(out).toContain('BS (BERTScore): not measured.');
    const ladder = readJson(path('out/ladder.json'), Ladder);
    expect(ladder).toMatchObject({ bertscore: null, rows: [{}, { figures: { oneAnswer: { value: 1 } } }] });
    expect(ladder.rows.map(({ figures }) => figures.bs)).toEqual([undefined, undefined]);
    expect(ladder.tests).toHaveLength(2);
    expect(readJsonLines(path('out/pairs.jsonl'), ScoredPair)).toHaveLength(24);
    expect(readJsonLines(path('out/groups.jsonl'), ScoredGroup)).toHaveLength(12);
  });

  it('measures BS by the encoder and layer that are named', async () => {
    const { code, out } = await evaluate('--bertscore', path('encoder'), '--bertscore-layer', '1');
    expect(code).toBe(0);
    expect(out).toContain('BS: BERTScore by encoder, layer 1.');
    const { rows, bertscore, differences } = readJson(path('out/ladder.json'), Ladder);
    expect(bertscore).toEqual({ encoder: 'encoder', layer: 1 });
    const pairs = readJsonLines(path('out/pairs.jsonl'), ScoredPair).filter(({ model }) => model === 'B');
    const [first, second] = rows.map(({ figures }) => figures.bs!);
    expect(first!.value).toBeCloseTo(pairs.reduce((sum, { bs }) => sum + bs!, 0) / pairs.length, 12);
    expect(first!.low).toBeLessThan(first!.value);
    expect(differences.find(({ metric }) => metric === 'bs')!.value).toBeCloseTo(second!.value - first!.value, 12);
  });

  it('refuses a layer without an encoder, and a threshold that nothing is above', async () => {
    expect(await evaluate('--bertscore-layer', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--bertscore'),
    });
    expect(await evaluate('--threshold', '1')).toMatchObject({ code: 2 });
  });
});
