import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ask, type Decisions, decideOnStages } from './decide.js';
import { FakeRepository } from './fake-repository.contract.js';
import { REVIEWED_FILE } from './reviewed-source.js';

let repository: FakeRepository;

/** A stage implemented in another module. */
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
  repository.put(REVIEWED_FILE, JSON.stringify({ esbuild: '', stages: {}, packages: {}, files: {} }));
  expect(await decide()).toEqual(NOTHING);
});
afterEach(() => rmSync(repository.root, { recursive: true, force: true }));

function lockOf(version: string): string {
  const packages = { 'node_modules/onnxruntime-node': { version }, 'node_modules/zod': { version } };
  return JSON.stringify({ packages });
}

const recorded = () => JSON.parse(repository.get(REVIEWED_FILE));

const decide = (decisions: Partial<Decisions> = {}, ask?: Ask) =>
  decideOnStages(repository.root, { bump: [], keep: [], keepAll: false, ...decisions }, ask);

const NOTHING = ['No stage has changed.'];
const RECORDED = `Recorded in ${REVIEWED_FILE}.`;

describe('decideOnStages', () => {
  it('names the stages whose source has changed, and decides nothing itself', async () => {
    const before = repository.get(REVIEWED_FILE);
    repository.put('src/work.ts', `import 'zod'; export const work = () => 3;`);
    await expect(decide()).rejects.toThrow('  merge (version 1): src/work.ts\n  train (version 1): src/work.ts\n\n');
    await expect(decide({ keep: ['train'] })).rejects.toThrow(':\n  merge (version 1): src/work.ts\n\n');
    await expect(decide()).rejects.toThrow('npm run stages:review');
    expect(repository.get(REVIEWED_FILE)).toBe(before);
  });

  it('raises the versions of stages whose results may have changed, and keeps the others', async () => {
    repository.put('src/work.ts', `import 'zod'; export const work = () => 3;`);
    const done = await decide({ bump: ['train'], keep: ['merge'] });
    expect(done).toEqual(['train: version 2; its results will be made again.', 'merge: version 1.', RECORDED]);
    expect(repository.get('src/pipeline/stages/train.ts')).toContain('  version: 2,\n');
    expect(recorded().stages).toEqual({ merge: 1, repair: 1, train: 2 });
    expect(await decide()).toEqual(NOTHING);
  });

  it('asks about every stage that was not decided on', async () => {
    repository.put('src/work.ts', `import 'zod'; export const work = () => 3;`);
    repository.put('src/other.ts', 'export const work = () => 4;');
    const asked: string[] = [];
    const done = await decide({ keep: ['merge'] }, async ({ stage: { name } }) => asked.push(name) > 1);
    expect(asked).toEqual(['train', 'repair']);
    expect(done).toEqual([
      'repair: version 2; its results will be made again.',
      'merge: version 1.',
      'train: version 1.',
      RECORDED,
    ]);
    expect(repository.get('experiments/stages/repair.ts')).toContain('  version: 2,\n');
  });

  it('takes a version that was raised by hand for an answer, and none that was lowered', async () => {
    repository.put('src/pipeline/stages/merge.ts', stage('merge', '../../other.js').replace('1,', '2,'));
    expect(await decide()).toEqual(['merge: version 2, raised already.', RECORDED]);
    expect(recorded().stages.merge).toBe(2);
    repository.put('src/pipeline/stages/merge.ts', stage('merge', '../../other.js'));
    await expect(decide({ keepAll: true })).rejects.toThrow('merge: its version must not be lower than 2');
  });

  it('looks at the engine of stages that use one, and at packages that decide numbers', async () => {
    repository.put('src/engine/ray/ray-engine.ts', 'export const ray = 2;');
    repository.put('package-lock.json', lockOf('1.1.0'));
    const change = 'train (version 1): src/engine/ray/ray-engine.ts, onnxruntime-node (1.0.0 -> 1.1.0)';
    await expect(decide()).rejects.toThrow(`looked at:\n  ${change}\n\n`);
    expect(await decide({ keepAll: true })).toEqual(['train: version 1.', RECORDED]);
    expect(await decide()).toEqual(NOTHING);
  });

  it('says that hashes are of another esbuild', async () => {
    repository.put(REVIEWED_FILE, JSON.stringify({ ...recorded(), esbuild: '0.1.0', files: {} }));
    await expect(decide()).rejects.toThrow('esbuild has another version');
  });

  it('names a stage that does not exist, and a file that declares none', async () => {
    await expect(decide({ bump: ['tran'] })).rejects.toThrow(
      'There is no stage "tran"; there are merge, repair, train.',
    );
    await expect(decide({ bump: ['train'], keep: ['train'] })).rejects.toThrow('train: give either');
    repository.put('experiments/stages/helper.ts', 'export const help = 1;');
    await expect(decide()).rejects.toThrow('experiments/stages/helper.ts must declare one stage');
  });
});
