import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson, readJsonLines } from '../src/core/files.js';
import { Causes } from '../src/evaluation/causes/causes.js';
import { Ladder } from '../src/evaluation/ladder.js';
import { Example } from '../src/retrieval/example.js';
import { openSafetensors } from '../src/tensors/safetensors.js';
import { Variant } from '../src/variation/variant.js';
import { events, succeed, unisono, unisonoHere } from './cli.js';
import { makeProject, type Project } from './small-project.js';
import { contentOf, hashesOf } from './tree.js';

const TIMEOUT = 120_000;
const SPECIALISTS = { WORDS: 'how-form,pronoun', SEM: 'semantic' };

/** `unisono run` on a project, and beside it the same work done command by command. */
describe('the commands one by one do what a run does', () => {
  let project: Project;
  let command: (...args: string[]) => Promise<unknown>;
  const hand = (name = '') => join('hand', name);
  const byHand = (name: string) => project.path(hand(name));
  const byRun = (name: string) => join(project.out, name);

  beforeAll(async () => {
    project = makeProject();
    await succeed(['run', 'unisono.yaml', '--quiet'], { cwd: project.folder });
    command = async (...args) => {
      const outcome = await succeed([...args, '--json'], { cwd: project.folder });
      return events(outcome).at(-1)?.result;
    };
  }, TIMEOUT);
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  function expectSame(made: string, ran: string): void {
    expect(contentOf(byHand(made)), `${made} is ${ran}`).toEqual(contentOf(byRun(ran)));
  }

  function expectSameFolder(made: string, ran: string, except: readonly string[] = []): void {
    const files = (folder: string) =>
      Object.fromEntries(Object.entries(hashesOf(folder)).filter(([name]) => !except.includes(name)));
    expect(files(byHand(made))).toEqual(files(byRun(ran)));
  }

  it('vary', async () => {
    const out = hand('variants.jsonl');
    const kinds = ['how-form', 'pronoun', 'number', 'semantic'];
    expect(await command('vary', '--data', '.', '--kinds', kinds.join(), '--seed', '7', '--out', out)).toEqual({ out });
    expectSame('variants.jsonl', 'vary/variants.jsonl');
    const variants = readJsonLines(byHand('variants.jsonl'), Variant);
    expect(new Set(variants.map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  it('retrieve', async () => {
    await command('retrieve', '--data', '.', '--variants', hand('variants.jsonl'), '--k', '1', '--out', hand());
    for (const split of ['train', 'test']) {
      expectSame(`${split}.jsonl`, `retrieve/${split}.jsonl`);
      const examples = readJsonLines(byHand(`${split}.jsonl`), Example);
      expect(new Set(examples.map((example) => example.split))).toEqual(new Set([split]));
      expect(examples.filter(({ kind }) => kind === 'original')).toHaveLength(split === 'train' ? 16 : 8);
    }
  });

  it('encode', async () => {
    const flags = ['--dimensions', '16', '--seed', '7', '--out', hand('encoded')];
    await command('encode', '--articles', 'articles.jsonl', '--examples', hand('train.jsonl'), ...flags);
    for (const file of ['encoder.json', 'queries.jsonl', 'embeddings.safetensors'])
      expectSame(`encoded/${file}`, `encode/${file}`);
  });

  it.each(Object.entries(SPECIALISTS))('train %s', async (name, kinds) => {
    const inputs = ['--base', 'model', '--examples', hand('train.jsonl'), '--encoded', hand('encoded')];
    const settings = ['--epochs', '1', '--batch', '4', '--learning-rate', '0.003', '--seed', '7'];
    await command('train', ...inputs, '--name', name, '--kinds', kinds, ...settings, '--out', hand(name));
    expect(readdirSync(byHand(name)).sort()).toEqual(['log.jsonl', 'model', 'plan.json']);
    expectSameFolder(`${name}/model`, `train/${name}/model`);
    expectSame(`${name}/log.jsonl`, `train/${name}/log.jsonl`);
    expectSame(`${name}/plan.json`, `train/${name}/plan.json`);
  });

  const models = () => Object.keys(SPECIALISTS).flatMap((name) => ['--model', `${name}=${hand(`${name}/model`)}`]);

  it('weights', async () => {
    const inputs = ['--queries', hand('encoded/queries.jsonl'), '--encoder', hand('encoded/encoder.json')];
    await command('weights', ...models(), ...inputs, '--count', '20', '--seed', '7', '--out', hand('weights'));
    for (const file of ['weights.json', 'queries.jsonl', 'WORDS.safetensors', 'SEM.safetensors'])
      expectSame(`weights/${file}`, `weights/${file}`);
  });

  it('activations', async () => {
    const inputs = ['--model', hand('WORDS/model'), '--queries', hand('weights/queries.jsonl')];
    await command('activations', ...inputs, '--out', hand('activations.safetensors'));
    expectSame('activations.safetensors', 'weights/WORDS.safetensors');
    const file = openSafetensors(byHand('activations.safetensors'));
    expect(file.tensors.get('activations')).toMatchObject({ dtype: 'F32', shape: [3, 20, 32] });
    file.close();
  });

  it('merge', async () => {
    const inputs = ['--base', 'model', ...models(), '--weights', hand('weights/weights.json')];
    const summary = await command('merge', ...inputs, '--seed', '7', '--out', hand('merged'));
    expect(summary).toMatchObject({ tensors: 20, method: 'consistency_dare_ties' });
    // Manifest and card say where the inputs lie and what the folder is called.
    expectSameFolder('merged', 'merge/model', ['README.md', 'unisono_merge.json']);
    for (const folder of [byHand('merged'), byRun('merge/model')]) {
      const { out } = await succeed(['verify', folder, '--samples', '20']);
      expect(out).toMatch(/; 20 recomputed, all equal\n$/);
    }
  });

  it.each([
    ['B', 'model'],
    ['Merged', hand('merged')],
  ])('generate with %s', async (name, model) => {
    const settings = ['--max-new-tokens', '6', '--batch', '4', '--out', hand(`${name}.jsonl`)];
    await command('generate', '--model', model, '--examples', hand('test.jsonl'), ...settings);
    expectSame(`${name}.jsonl`, `generate/${name}/answers.jsonl`);
    expect(readdirSync(byHand('')).filter((file) => file.includes('partial'))).toEqual([]);
  });

  it('evaluate', async () => {
    const answers = ['B', 'Merged'].flatMap((name) => ['--answers', `${name}=${hand(`${name}.jsonl`)}`]);
    const settings = ['--resamples', '100', '--seed', '7', '--out', hand('scores')];
    await command('evaluate', '--examples', hand('test.jsonl'), ...answers, ...settings);
    const made = readJson(byHand('scores/ladder.json'), Ladder);
    const ran = readJson(byRun('ladder.json'), Ladder);
    const both = (model: string) => ['B', 'Merged'].includes(model);
    const { models: split } = readJson(byRun('causes.json'), Causes);
    expect(ran.rows.flatMap(({ causes }) => causes ?? [])).toEqual(split);
    expect(split).toMatchObject([{ model: 'B', questions: 8, notMeasured: [] }]);
    expect(made.rows).toEqual(ran.rows.filter(({ model }) => both(model)).map(({ causes: _, ...row }) => row));
    expect(made.differences).toEqual(ran.differences.filter(({ a, b }) => both(a) && both(b)));
    const lines = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const pairs = lines(byRun('evaluate/pairs.jsonl')).filter((line) => both(JSON.parse(line).model));
    expect(lines(byHand('scores/pairs.jsonl'))).toEqual(pairs);
  });

  it('report', async () => {
    await command('report', byRun('report/report-data.json'), '--out', hand('report.html'));
    expectSame('report.html', 'report.html');
    expectSame('report.html', 'report/report.html');
  });
});

describe('help', () => {
  const COMMANDS = [
    'check',
    'run',
    'tune',
    'mine',
    'vary',
    'classify',
    'canonicalize',
    'retrieve',
    'encode',
    'train',
    'activations',
    'weights',
    'merge',
    'verify',
    'generate',
    'serve-plan',
    'plan',
    'answer',
    'evaluate',
    'score',
    'calibrate',
    'judge',
    'compare',
    'report',
    'pull',
    'import',
    'schema',
  ];

  it('lists every command', async () => {
    const { code, out, err } = await unisono(['--help']);
    expect([code, err]).toEqual([0, '']);
    const commands = out.slice(out.indexOf('Commands:'), out.indexOf('Examples:'));
    const listed = [...commands.matchAll(/^ {2}([a-z][a-z-]*) .*[a-z]/gm)].map(([, name]) => name);
    expect(listed).toEqual([...COMMANDS, 'help']);
    expectNarrow(out);
  });

  it.each(COMMANDS)('explains %s within 80 columns', async (name) => {
    const { code, out, err } = await unisonoHere([name, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: unisono ${name} `));
    expectNarrow(out);
  });

  it('lists every command to whoever asks for help with none of them', async () => {
    const { code, out, err } = await unisono(['help', 'rnu']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Usage: unisono \[options\] \[command\]\n/);
  });

  function expectNarrow(text: string): void {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});
