import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMMIT, FakeHub } from '../../hub/hub-server.contract.js';
import { resolveModel } from '../../hub/resolve-model.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

const FILES = new Map([
  ['config.json', Buffer.from('{"model_type":"llama"}')],
  ['model.safetensors', Buffer.alloc(5000, 7)],
]);
const hub = new FakeHub('owner/small', FILES);
let cache: string;
let env: Record<string, string>;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'unisono-pull-'));
  env = { HF_ENDPOINT: `${await hub.start()}/`, HF_HUB_CACHE: cache, HF_TOKEN: 'hf_mine' };
});
afterAll(async () => {
  await hub.stop();
  rmSync(cache, { recursive: true });
});

async function run(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args, { stdout, stderr, env, cwd: '/' });
  return { code, out: stdout.text, err: stderr.text };
}

it('pulls a model by its hub id, which then stands for its directory', async () => {
  const dir = join(cache, 'models--owner--small', 'snapshots', COMMIT);
  const { code, out, err } = await run('pull', 'owner/small');
  expect([code, out]).toEqual([0, `Model: ${dir} (2 files, 5,022 bytes)\nUse it as: owner/small\n`]);
  expect(err).toMatch(/^pull owner\/small: 5.0 kB\npull owner\/small: done in .*5.0 kB.* \(model\.safetensors\)\n$/);
  expect(hub.asked[0]?.authorization).toBe('Bearer hf_mine');
  expect(resolveModel('owner/small', '/', env)).toBe(dir);
  expect(readFileSync(join(dir, 'model.safetensors'))).toEqual(FILES.get('model.safetensors'));
});

it('tells it as JSON, and takes what it is told to take', async () => {
  const { code, out } = await run('--json', 'pull', 'owner/small', '--include', '*.md', '--include', 'config.*');
  expect(code).toBe(0);
  const result = JSON.parse(out.trim().split('\n').at(-1) as string);
  expect(result).toMatchObject({ event: 'result', result: { commit: COMMIT, files: 1, bytes: 22 } });
});

it('says what is wrong with a name, and with a model that is not there', async () => {
  expect(await run('pull', '../x')).toMatchObject({ code: 2, err: expect.stringContaining('error BAD_HUB_ID: ../x') });
  expect(await run('pull', 'owner/none')).toMatchObject({ code: 1, err: expect.stringContaining('HUB_NOT_FOUND') });
});
