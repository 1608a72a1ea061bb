import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RandomStream } from '../src/core/random.js';
import { writeSafetensors } from '../src/tensors/safetensors.js';
import { start, succeed } from './cli.js';
import { hashesOf } from './tree.js';
import { watch } from './watch.js';

vi.setConfig({ testTimeout: 60_000 });

const LAYERS = 40;
const SIDE = 256;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'unisono-merge-kill-'));
  for (const [k, name] of ['base', 'one', 'two'].entries()) {
    const random = new RandomStream(k, name);
    const data = Float32Array.from({ length: SIDE * SIDE }, () => random.normal());
    const tensors = Array.from({ length: LAYERS }, (_, l) => ({
      name: `model.layers.${l}.mlp.up_proj.weight`,
      dtype: 'F32' as const,
      shape: [SIDE, SIDE],
      data,
    }));
    writeSafetensors(at(`${name}/model.safetensors`), tensors, { format: 'pt' });
    writeFileSync(at(`${name}/config.json`), `{"num_hidden_layers": ${LAYERS}}`);
  }
  const entry = (name: string) => `  - {model: ${name}, parameters: {weight: 0.5, density: 0.5}}`;
  const yaml = ['merge_method: ties', 'base_model: base', 'models:', entry('one'), entry('two'), ''];
  writeFileSync(at('merge.yml'), yaml.join('\n'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const at = (name: string) => join(cwd, name);
const shards = (folder: string) =>
  existsSync(at(folder)) ? readdirSync(at(folder)).filter((name) => name.endsWith('.safetensors')).length : 0;

it('a merge that is killed leaves nothing or a whole model, and goes on with --resume', async () => {
  // The card says the name of the folder, so both have one name.
  const merge = (out: string) => ['merge', 'merge.yml', out, '--shard-size', '200kB', '--quiet'];
  await succeed(merge('whole/model'), { cwd });
  const expected = hashesOf(at('whole/model'));
  expect(Object.keys(expected).filter((name) => name.endsWith('.safetensors')).length).toBe(LAYERS);

  let kills = 0;
  for (let attempt = 0; attempt < 10 && !existsSync(at('killed/model')); attempt++) {
    const before = shards('killed/model.partial');
    const running = start([...merge('killed/model'), '--resume'], { cwd });
    await watch(running, () => shards('killed/model.partial') > before + 8 || undefined);
    running.child.kill('SIGKILL');
    const { signal } = await running.ended;
    if (signal === 'SIGKILL') kills++;
    expect(existsSync(at('killed/model'))).toBe(signal !== 'SIGKILL');
  }
  expect(kills).toBeGreaterThan(0);
  expect(hashesOf(at('killed/model'))).toEqual(expected);
  expect(readdirSync(at('killed'))).toEqual(['model']);
});
