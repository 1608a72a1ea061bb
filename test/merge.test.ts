import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RandomStream } from '../src/core/random.js';
import { writeSafetensors } from '../src/tensors/safetensors.js';
import { events, MAIN, start, succeed, unisono } from './cli.js';
import { makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FIXTURES = fileURLToPath(new URL('../src/merging/fixtures/mergekit/', import.meta.url));
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'unisono-merge-cli-'));
  cpSync(FIXTURES, cwd, { recursive: true });
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const at = (name: string) => join(cwd, name);
const weightsOf = (name: string) =>
  Object.fromEntries(Object.entries(hashesOf(at(name))).filter(([file]) => file.endsWith('.safetensors')));

describe('unisono merge config.yml out/', () => {
  it('shows the plan without writing anything', async () => {
    const { out } = await succeed(['merge', 'cases/ties-gradient.yml', 'planned', '--dry-run'], { cwd });
    expect(out).toMatch(/Method: +ties\n/);
    expect(out).toMatch(/layer 1 +models\/a 1 {2}models\/b 0 to 0\.5\n/);
    expect(out).toContain('Every check has passed; nothing was written.');
    expect(existsSync(at('planned'))).toBe(false);
  });

  it.each(['ties', 'della', 'lora', 'slerp', 'consistency'])(
    '%s: the same bytes with threads, and verified',
    async (name) => {
      if (name === 'consistency') {
        const entry = (model: string, own: string) => `  - {model: models/${model}, name: ${own}}`;
        const lines = ['merge_method: consistency_dare_ties', 'base_model: models/base', 'layer_weights: weights.json'];
        writeFileSync(
          at('cases/consistency.yml'),
          [...lines, 'models:', entry('a', 'HTD'), entry('b', 'SEM'), ''].join('\n'),
        );
        const nothing = { encoder: null, pooling: null, distance: null, a: null, b: null, queries: 0, uniform: 0.5 };
        const perLayer = [0, 1].map((layer) => ({ layer, d: [], inv: [], r: [], w: [0.5, 0.5] }));
        const weights = { ...nothing, models: ['HTD', 'SEM'], layers: 2, perLayer };
        writeFileSync(at('cases/weights.json'), JSON.stringify(weights));
      } else if (name === 'della') {
        const sparse = readFileSync(at('cases/della-dense.yml'), 'utf8').replace('density: 1.0', 'density: 0.5');
        writeFileSync(at('cases/della.yml'), sparse);
      }
      const merge = ['merge', `cases/${name}.yml`];
      const [ended] = events(await succeed([...merge, `${name}-1`, '--shard-size', '5kB', '--json'], { cwd })).slice(
        -1,
      );
      expect(ended).toMatchObject({ event: 'result', result: { tensors: 21 } });
      await succeed([...merge, `${name}-2`, '--shard-size', '5kB', '--threads', '2'], { cwd });
      expect(Object.keys(weightsOf(`${name}-1`)).length).toBeGreaterThan(2);
      expect(weightsOf(`${name}-2`)).toEqual(weightsOf(`${name}-1`));
      expect(readFileSync(at(`${name}-2/README.md`), 'utf8').replaceAll(`${name}-2`, `${name}-1`)).toBe(
        readFileSync(at(`${name}-1/README.md`), 'utf8'),
      );
      const { out } = await succeed(['verify', `${name}-1`, '--samples', '100'], { cwd });
      expect(out).toMatch(/^Verified: 21 tensors, .*; 21 merged again, equal\n$/);
    },
  );

  it('refuses what is wrong with the exit code of a mistake', async () => {
    writeFileSync(at('wrong.yml'), readFileSync(at('cases/ties.yml'), 'utf8').replace('merge_method', 'merge_metod'));
    const { code, err } = await unisono(['merge', 'wrong.yml', 'made'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('did you mean "merge_method"?');
    expect((await unisono(['merge', 'cases/ties.yml', 'models/a'], { cwd })).code).toBe(2);
    expect((await unisono(['merge', 'cases/ties.yml'], { cwd })).err).toContain("missing argument 'out'");
    expect((await unisono(['merge', '--base', 'models/base'], { cwd })).err).toContain("'--model <name=folder>'");
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

describe('a merge that is killed', () => {
  it('leaves nothing or a whole model, and goes on with --resume', async () => {
    // Large enough to be killed within.
    for (const [k, name] of ['base', 'one', 'two'].entries()) {
      const stream = new RandomStream(k, name);
      const values = Float32Array.from({ length: 1 << 18 }, () => stream.normal());
      const tensors = Array.from({ length: 48 }, (_, l) => ({
        name: `model.layers.${l}.mlp.up_proj.weight`,
        dtype: 'F32' as const,
        shape: [512, 512],
        data: values,
      }));
      writeSafetensors(at(`big-${name}/model.safetensors`), tensors, { format: 'pt' });
      writeFileSync(at(`big-${name}/config.json`), '{"num_hidden_layers": 48}');
    }
    const entry = (name: string) => `  - {model: big-${name}, parameters: {weight: 0.5, density: 0.5}}`;
    const yaml = ['merge_method: ties', 'base_model: big-base', 'models:', entry('one'), entry('two'), ''];
    writeFileSync(at('big.yml'), yaml.join('\n'));
    const merge = (out: string) => ['merge', 'big.yml', out, '--shard-size', '2MB', '--quiet'];
    await succeed(merge('big-whole'), { cwd });
    const expected = hashesOf(at('big-whole'));

    let kills = 0;
    for (let attempt = 0; attempt < 20 && !existsSync(at('big-out')); attempt++) {
      const { child, ended } = start([...merge('big-out'), '--resume'], { cwd });
      const shards = () =>
        existsSync(at('big-out.partial'))
          ? readdirSync(at('big-out.partial')).filter((name) => name.endsWith('.safetensors')).length
          : 0;
      const before = shards();
      const watch = setInterval(() => {
        if (shards() > before + 2) child.kill('SIGKILL');
      }, 5);
      const { signal } = await ended;
      clearInterval(watch);
      if (signal === 'SIGKILL') kills++;
      expect(existsSync(at('big-out'))).toBe(signal !== 'SIGKILL');
    }
    expect(kills).toBeGreaterThan(0);
    expect(hashesOf(at('big-out'))).toEqual(expected);
    expect(existsSync(at('big-out.partial'))).toBe(false);
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
    writeFileSync(project.path('merge.yml'), 'merge_method: passthrough\nmodels:\n  - model: model\n');
    await succeed(['merge', 'merge.yml', 'merged', '--shard-size', '20kB'], inside);
    await succeed(['vary', '--data', '.', '--out', 'variants.jsonl'], inside);
    await succeed(['retrieve', '--data', '.', '--variants', 'variants.jsonl', '--out', 'retrieved'], inside);
    const answer = async (model: string) => {
      const settings = ['--examples', 'retrieved/test.jsonl', '--max-new-tokens', '4', '--out', `${model}.jsonl`];
      await succeed(['generate', '--model', model, ...settings], inside);
      return readFileSync(project.path(`${model}.jsonl`), 'utf8');
    };
    expect(await answer('merged')).toBe(await answer('model'));
  });
});
