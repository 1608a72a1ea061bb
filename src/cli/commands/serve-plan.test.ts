import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TargetSettings } from '../../targets/target-settings.js';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args, { stdout, stderr, env: {}, cwd: process.cwd() });
  return { code, out: stdout.text, err: stderr.text };
}
const plan = (...flags: string[]) => unisono('serve-plan', 'models/tiny', '--length', '512', ...flags);

describe('unisono serve-plan', () => {
  it('prints a command for every server, with GPUs and ports of its own, and a target that asks them all', async () => {
    const { code, out } = await plan('--gpus', '2', '--gpu-memory', '24GB', '--port', '9000');
    expect(code).toBe(0);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out.match(/^CUDA_VISIBLE_DEVICES=\d vllm serve models\/tiny \\$/gm)).toEqual([
      'CUDA_VISIBLE_DEVICES=0 vllm serve models/tiny \\',
      'CUDA_VISIBLE_DEVICES=1 vllm serve models/tiny \\',
    ]);
    expect(out).toContain('--max-model-len 512');
    const target = TargetSettings.parse(parse(out.slice(out.indexOf('# target.yaml'))));
    expect(target).toMatchObject({
      ...{ kind: 'openai', model: 'tiny', concurrency: 32 },
      baseUrl: ['http://localhost:9000/v1', 'http://localhost:9001/v1'],
    });
  });

  it.each([
    ['a size that is none', ['--gpus', '1', '--gpu-memory', 'much'], '--gpu-memory'],
    ['no GPUs', ['--gpu-memory', '24'], '--gpus'],
  ])('refuses %s', async (_, flags, named) => {
    const { code, err } = await plan(...flags);
    expect(code).toBe(2);
    expect(err).toContain(named);
  });

  it('says what does not fit', async () => {
    const { code, err } = await plan('--gpus', '1', '--gpu-memory', '0.005');
    expect(code).toBe(1);
    expect(err).toContain('do not fit on 1 GPUs');
  });
});
