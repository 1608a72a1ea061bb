import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { uniformWeights } from '../src/consistency/weights.js';
import { readMergeConfig } from '../src/merging/config/read-merge-config.js';
import { events, MAIN, succeed, unisono, unisonoHere } from './cli.js';
import { makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

vi.setConfig({ testTimeout: 60_000 });

const FIXTURES = fileURLToPath(new URL('../src/merging/fixtures/mergekit/', import.meta.url));
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'unisono-merge-cli-'));
  cpSync(FIXTURES, cwd, { recursive: true });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const at = (name: string) => join(cwd, name);

// What is built has the threads, and is spared the start of a process.
const built = (path: string) => import(new URL(`../dist/merging/${path}`, import.meta.url).href);
const { mergeModels } = (await built('merge-models.js')) as typeof import('../src/merging/merge-models.js');
const { verifyMerge } = (await built('verify.js')) as typeof import('../src/merging/verify.js');

describe('unisono merge config.yml out/', () => {
  it('shows the plan without writing anything', async () => {
    const { out } = await succeed(['merge', 'cases/ties-gradient.yml', 'planned', '--dry-run'], { cwd });
    expect(out).toMatch(/Method: +ties\n/);
    expect(out).toMatch(/\[2\] +models\/b\n/);
    expect(out).toMatch(/layer 1 +1 +0 to 0\.5\n/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toContain('All checks passed. Dry run: nothing was written.');
    expect(existsSync(at('planned'))).toBe(false);
  });

  it('merges by threads, and what it wrote is verified', async () => {
    const flags = ['--shard-size', '5kB', '--threads', '2', '--json'];
    const [ended] = events(await succeed(['merge', 'cases/ties.yml', 'ties', ...flags], { cwd })).slice(-1);
    expect(ended).toMatchObject({ event: 'result', result: { tensors: 21 } });
    const { out } = await succeed(['verify', 'ties', '--samples', '100'], { cwd });
    expect(out).toMatch(/^Verified: 21 tensors, .*; 21 recomputed, all equal\n$/);
  });

  it('refuses what is wrong with the exit code of a mistake', async () => {
    writeFileSync(at('wrong.yml'), readFileSync(at('cases/ties.yml'), 'utf8').replace('merge_method', 'merge_metod'));
    const { code, err } = await unisono(['merge', 'wrong.yml', 'made'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('did you mean "merge_method"?');
    writeFileSync(
      at('wrong.yml'),
      `${readFileSync(at('cases/ties.yml'), 'utf8')}chat_template: "{% for m in messages %}"\n`,
    );
    const { code: other, err: told } = await unisonoHere(['merge', 'wrong.yml', 'made'], { cwd });
    expect(other).toBe(2);
    expect(told).toMatch(/^error BAD_SETTING: .*chat_template.* cannot be parsed/);
    expect(existsSync(at('made'))).toBe(false);
  });

  it('leaves nothing where the file limit is hit', async () => {
    const { code, err } = await unisono(['merge', 'cases/ties.yml', 'limited', '--quiet'], { cwd, fileLimit: 8 });
    expect(code, err).toBe(1);
    expect(err).toMatch(/^error FILE_UNWRITABLE: /);
    expect(readdirSync(cwd).filter((name) => name.startsWith('limited'))).toEqual([]);
    expect(leftovers(cwd)).toEqual([]);
  });

  it.skipIf(!canMount)('sees ahead that a disk is too small', () => {
    const script = `mkdir -p full && mount -t tmpfs -o size=16k none full || exit 99
      "$0" "$1" merge cases/ties.yml full/out --quiet; code=$?; ls full; exit $code`;
    const args = ['-rm', 'bash', '-c', script, process.execPath, MAIN];
    const { status, stdout, stderr } = spawnSync('unshare', args, { cwd, encoding: 'utf8' });
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/^error (DISK_TOO_SMALL|DISK_FULL): /);
    expect(stdout).toBe('');
  });
});

describe('unisono merge by flags', () => {
  const INPUTS = ['--base', 'models/base', '--model', 'HTD=models/a', '--model', 'SEM=models/b'];
  const FLAGS = [...INPUTS, '--weights', 'weights.json'];
  const YAML = `merge_method: consistency_dare_ties
base_model: models/base
models: [{model: models/a, name: HTD}, {model: models/b, name: SEM}]
layer_weights: weights.json
`;
  beforeAll(() => {
    const weights = uniformWeights(0.4, ['HTD', 'SEM'], 2);
    writeFileSync(at('weights.json'), JSON.stringify(weights));
    writeFileSync(at('consistency.yml'), YAML);
  });
  const model = (folder: string) => readFileSync(at(`${folder}/model.safetensors`));
  const fails = async (args: string[]) => {
    const { code, err } = await unisonoHere(['merge', ...args], { cwd });
    return [code, err.split(';')[0]];
  };

  it('writes nothing in a dry run', async () => {
    const before = readdirSync(cwd);
    const { out } = await succeed(['merge', ...FLAGS, '--out', 'flagged', '--dry-run'], { cwd });
    expect(out).toMatch(/^Method: +consistency_dare_ties\n/);
    expect(out).toContain('nothing was written.');
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('gives the bytes of a configuration without parameters, and can be verified', async () => {
    await succeed(['merge', ...FLAGS, '--out', 'flagged', '--hash-inputs'], { cwd });
    await succeed(['merge', 'consistency.yml', 'configured'], { cwd });
    await succeed(['merge', ...FLAGS, '--drop', '0.5', '--out', 'half'], { cwd });
    expect(model('flagged').equals(model('configured'))).toBe(true);
    expect(model('flagged').equals(model('half'))).toBe(false);
    const { out } = await succeed(['verify', 'flagged', '--samples', '100'], { cwd });
    expect(out).toMatch(/; 21 recomputed, all equal\n$/);
    const card = readFileSync(at('flagged/README.md'), 'utf8');
    expect(card).toContain(', sha256 ');
    expect(card).not.toContain('sampled');
    expect(card).not.toContain(cwd);
  });

  it('honors what a configuration does: shards, threads, and a model that is there', async () => {
    const more = ['--shard-size', '5kB', '--threads', '2', '--no-sync'];
    await succeed(['merge', ...FLAGS, '--out', 'sharded', ...more], { cwd });
    expect(readdirSync(at('sharded')).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(2);
    const before = hashesOf(at('sharded'));
    expect(await fails([...FLAGS, '--out', 'sharded'])).toEqual([1, expect.stringMatching(/^error OUTPUT_EXISTS: /)]);
    expect(hashesOf(at('sharded'))).toEqual(before);
    await succeed(['merge', ...FLAGS, '--out', 'sharded', '--overwrite'], { cwd });
    expect(readdirSync(at('sharded'))).toContain('model.safetensors');
    cpSync(at('sharded'), at('resumed.partial'), { recursive: true });
    writeFileSync(at('resumed.partial/merge-journal.json'), '{"fingerprint":"other","shards":["model.safetensors"]}');
    expect(await fails([...FLAGS, '--out', 'resumed', '--resume'])).toEqual([
      2,
      expect.stringMatching(/^error BAD_FLAG: --resume: /),
    ]);
    rmSync(at('resumed.partial'), { recursive: true });
  });

  it.each([
    [['--drop', '0.9'], '--drop: applies only without a configuration'],
    // Also where it is what would be dropped anyway.
    [['--drop', '0.2'], '--drop: applies only without a configuration'],
    [['--base', 'models/base'], '--base: applies only without a configuration'],
    [['--weights', 'weights.json'], '--weights: applies only without a configuration'],
    [['--out', 'elsewhere'], '--out: applies only without the argument for it'],
    [['--queries', 'q.jsonl'], '--queries: applies only with --encoder'],
  ])('is not mixed with a configuration: %j', async (more, message) => {
    const before = readdirSync(cwd);
    expect(await fails(['consistency.yml', 'mixed', ...more])).toEqual([2, `error BAD_FLAG: ${message}`]);
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('wants either a file of weights or what they are worked out from', async () => {
    const queries = ['--queries', 'q.jsonl', '--encoder', 'encoder.json'];
    expect(await fails([...FLAGS, '--out', 'made', ...queries])).toEqual([
      2,
      'error BAD_FLAG: --queries: applies only without --weights',
    ]);
    expect(await fails([...INPUTS, '--out', 'made'])).toEqual([
      2,
      "error BAD_FLAG: unisono merge: required option '--weights <file>' not specified",
    ]);
  });
});

describe('threads', () => {
  const layers = {
    models: ['HTD', 'SEM'],
    perLayer: [
      [0.5, 0.4],
      [0.3, 0.6],
    ],
  };
  const CONSISTENCY = `merge_method: consistency_dare_ties
base_model: models/base
models:
  - {model: models/a, name: HTD}
  - {model: models/b, name: SEM}
parameters: {density: 0.5}
`;

  it.each(['ties', 'della', 'lora', 'slerp', 'consistency'])('%s: change no byte of a model', async (name) => {
    const path = at(`cases/${name}.yml`);
    if (name === 'consistency') writeFileSync(path, CONSISTENCY);
    if (name === 'della')
      writeFileSync(path, readFileSync(at('cases/della-dense.yml'), 'utf8').replace('density: 1.0', 'density: 0.5'));
    const layerWeights = name === 'consistency' ? layers : undefined;
    for (const threads of [1, 2]) {
      const options = { out: at(`threads-${threads}/${name}`), threads, shardBytes: 5000 };
      await mergeModels(readMergeConfig(path, { cwd, layerWeights }), options);
    }
    const expected = hashesOf(at(`threads-1/${name}`));
    expect(Object.keys(expected).filter((file) => file.endsWith('.safetensors')).length).toBeGreaterThan(2);
    expect(hashesOf(at(`threads-2/${name}`))).toEqual(expected);
    expect((await verifyMerge(at(`threads-2/${name}`), { samples: 100 })).recomputed.length).toBe(21);
  });
});

describe('a merged model', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  it('answers in unisono generate as the model that it is', async () => {
    const inside = { cwd: project.folder };
    const run = async (...args: string[]) => {
      const { code, err } = await unisonoHere(args, inside);
      expect(code, err).toBe(0);
    };
    writeFileSync(project.path('merge.yml'), 'merge_method: passthrough\nmodels:\n  - model: model\n');
    await run('merge', 'merge.yml', 'merged', '--shard-size', '20kB', '--quiet');
    await run('vary', '--data', '.', '--out', 'variants.jsonl');
    await run('retrieve', '--data', '.', '--variants', 'variants.jsonl', '--out', 'retrieved');
    const answer = async (model: string) => {
      const settings = ['--examples', 'retrieved/test.jsonl', '--max-new-tokens', '4', '--out', `${model}.jsonl`];
      await run('generate', '--model', model, ...settings, '--quiet');
      return readFileSync(project.path(`${model}.jsonl`), 'utf8');
    };
    expect(await answer('merged')).toBe(await answer('model'));
  });
});
