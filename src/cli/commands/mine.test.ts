import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../core/dataset.js';
import { readJson, readJsonLines, writeJsonLines } from '../../core/files.js';
import { writeSentenceTransformer } from '../../encoding/sentence-transformer/tiny-directory.contract.js';
import { Mining, QueryGroup } from '../../mining/mining.js';
import { runCli } from '../program.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-mine-command-'));
  writeSentenceTransformer(join(folder, 'encoder'), 'bert');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function unisono(...args: string[]) {
  let printed = '';
  const write = (text: string) => {
    printed += text;
    return true;
  };
  const stream = { write, isTTY: false } as never;
  const code = await runCli(args, { stdout: stream, stderr: stream, env: {}, cwd: folder });
  return { code, printed };
}

const path = (name: string) => join(folder, name);

describe('unisono mine', () => {
  it('groups lexical rewordings, names them, and writes a data set', async () => {
    writeJsonLines(path('log.jsonl'), [
      { query: 'How do I block a lost card?', count: 7, answer: 'Press the red button in the app.' },
      { query: 'how to block a lost card', count: 2, answer: 'Call us.' },
      { query: 'How do I block lost cards?', answer: 'Press the red button in the app.' },
      { query: 'Can I pay 20 coins at once?', answer: 'Yes.' },
      { query: 'Can I pay 30 coins at once?', answer: 'No.' },
    ]);
    const flags = ['--encoder', path('encoder'), '--similarity', '0.999', '--as-dataset', '--test-share', '0'];
    const { code, printed } = await unisono('mine', path('log.jsonl'), ...flags, '--out', path('mined'));
    expect([code, printed]).toEqual([0, expect.stringContaining('1 groups hold 3 distinct queries, asked 10 times')]);
    const [group] = readJsonLines(path('mined/groups.jsonl'), QueryGroup);
    expect(group!.members.map(({ text }) => text)).toEqual([
      'How do I block a lost card?',
      'how to block a lost card',
      'How do I block lost cards?',
    ]);
    expect(group!.members[1]!.kinds).toContain('how-form');
    expect(group!.members[1]!.agreement).toBe(0);
    expect(group!.members[2]!.agreement).toBe(1);
    const mining = readJson(path('mined/mining.json'), Mining);
    expect(mining.kinds.map(({ kind }) => kind)).toContain('how-form');

    writeJsonLines(path('mined/articles.jsonl'), [{ id: 'a', title: 'Cards', text: 'About cards.' }]);
    writeJsonLines(path('mined/test.jsonl'), [{ id: 'x', question: 'Another one?', answer: 'So.' }]);
    const file = (name: string) => path(`mined/${name}.jsonl`);
    const paths = {
      articles: file('articles'),
      train: file('train'),
      test: file('test'),
      paraphrases: file('paraphrases'),
    };
    const dataset = loadDataset(paths);
    expect(dataset.train).toEqual([
      { id: 'g1', question: 'How do I block a lost card?', answer: 'Press the red button in the app.' },
    ]);
    expect(dataset.paraphrases).toHaveLength(2);
  });

  it('names the line that is wrong, and writes nothing', async () => {
    writeFileSync(path('bad.jsonl'), '{"query": "a"}\n{"query": 5}\n');
    const { code, printed } = await unisono(
      'mine',
      path('bad.jsonl'),
      '--encoder',
      path('encoder'),
      '--out',
      path('none'),
    );
    expect([code, printed]).toEqual([1, expect.stringContaining('bad.jsonl:2')]);
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('puts its section into a report', async () => {
    const { sampleData } = await import('../../report/sample-data.contract.js');
    writeFileSync(path('data.json'), JSON.stringify(sampleData()));
    const { code } = await unisono(
      'report',
      path('data.json'),
      '--mining',
      path('mined/mining.json'),
      '--out',
      path('r.html'),
    );
    expect(code).toBe(0);
    expect(readFileSync(path('r.html'), 'utf8')).toContain('how to block a lost card');
  });
});
