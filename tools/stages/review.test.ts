import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRepository } from './fake-repository.contract.js';
import { REVIEWED_FILE } from './reviewed-source.js';

const REVIEW = fileURLToPath(new URL('./review.ts', import.meta.url));
const VITE_NODE = fileURLToPath(new URL('../../node_modules/vite-node/vite-node.mjs', import.meta.url));

let repository: FakeRepository;

/** A stage that takes what it does from another module. */
function stage(name: string, module: string, engine = ''): string {
  return `import { work } from '${module}';
export const ${name}Stage: PlainStage<object, object> = {
  name: '${name}',
  version: 1,
${engine}  work,
};
`;
}

beforeEach(async () => {
  repository = new FakeRepository();
  repository.put('package-lock.json', lockOf('1.0.0'));
  repository.put('src/engine/embedded/embedded-engine.ts', `import 'onnxruntime-node';`);
  repository.put('src/engine/ray/ray-engine.ts', 'export const ray = 1;');
  repository.put('src/work.ts', `import 'zod'; export const work = () => 1;`);
  repository.put('src/other.ts', 'export const work = () => 2;');
  repository.put('src/pipeline/stages/train.ts', stage('train', '../../work.js', `  engine: 'train',\n`));
  repository.put('src/pipeline/stages/merge.ts', stage('merge', '../../work.js'));
  repository.put('experiments/stages/repair.ts', stage('repair', '../../src/other.js'));
  repository.put(REVIEWED_FILE, JSON.stringify({ stages: {}, packages: {}, files: {} }));
  expect(await review()).toMatchObject({ code: 0, out: 'No stage has changed.\n' });
});
afterEach(() => rmSync(repository.root, { recursive: true, force: true }));

function lockOf(version: string): string {
  const packages = { 'node_modules/onnxruntime-node': { version }, 'node_modules/zod': { version } };
  return JSON.stringify({ packages });
}

const recorded = () => JSON.parse(repository.get(REVIEWED_FILE));

function review(...flags: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const run = execFile(
      process.execPath,
      [VITE_NODE, REVIEW, '--', ...flags],
      { cwd: repository.root },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    run.stdin?.end();
  });
}

describe('npm run stages:review', () => {
  it('names the stages whose source has changed, and decides nothing itself', async () => {
    const before = repository.get(REVIEWED_FILE);
    repository.put('src/work.ts', `import 'zod'; export const work = () => 3;`);
    const { code, err } = await review();
    expect(code).toBe(1);
    expect(err).toContain('  merge (version 1): src/work.ts\n  train (version 1): src/work.ts\n');
    expect((await review('--keep', 'train')).err).toContain(':\n  merge (version 1): src/work.ts\n\n');
    expect(err).toContain('npm run stages:review');
    expect(err).not.toContain('repair');
    expect(repository.get(REVIEWED_FILE)).toBe(before);
  });

  it('raises the versions of stages whose results may have changed, and keeps the others', async () => {
    repository.put('src/work.ts', `import 'zod'; export const work = () => 3;`);
    expect(await review('--bump', 'train', '--keep', 'merge')).toMatchObject({
      code: 0,
      out: expect.stringContaining('train: version 2; its results will be made again.\nmerge: version 1.\n'),
    });
    expect(repository.get('src/pipeline/stages/train.ts')).toContain('  version: 2,\n');
    expect(recorded().stages).toEqual({ merge: 1, repair: 1, train: 2 });
    expect(await review()).toMatchObject({ code: 0, out: 'No stage has changed.\n' });
  });

  it('takes a version that was raised by hand for an answer', async () => {
    repository.put('src/pipeline/stages/merge.ts', stage('merge', '../../other.js').replace('1,', '2,'));
    expect(await review()).toMatchObject({
      code: 0,
      out: expect.stringContaining('merge: version 2, raised already.'),
    });
    expect(recorded().stages.merge).toBe(2);
  });

  it('looks at the engine of stages that use one, and at packages that decide numbers', async () => {
    repository.put('src/engine/ray/ray-engine.ts', 'export const ray = 2;');
    repository.put('package-lock.json', lockOf('1.1.0'));
    const { err } = await review();
    expect(err).toContain('train (version 1): src/engine/ray/ray-engine.ts, onnxruntime-node (1.0.0 -> 1.1.0)');
    expect(err).not.toContain('zod');
    expect(err).not.toContain('merge');
    expect((await review('--keep-all')).code).toBe(0);
    expect((await review()).out).toBe('No stage has changed.\n');
  });

  it('names a stage that does not exist, and a file that declares none', async () => {
    expect((await review('--bump', 'tran')).err).toContain('There is no stage "tran"; there are merge, repair, train.');
    repository.put('experiments/stages/helper.ts', 'export const help = 1;');
    expect((await review()).err).toContain('experiments/stages/helper.ts must declare one stage');
  });
});
