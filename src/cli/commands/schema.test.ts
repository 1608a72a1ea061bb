import { describe, expect, it } from 'vitest';
import { FakeStream } from '../fake-stream.contract.js';
import { runCli } from '../program.js';

async function schema(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(['schema', ...args], { stdout, stderr, env: {}, cwd: '/' });
  return { code, out: stdout.text, err: stderr.text };
}

describe('unisono schema', () => {
  it('prints the JSON Schema of unisono.yaml', async () => {
    const { code, out } = await schema('run');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ required: ['name', 'model', 'data'] });
    expect(JSON.parse((await schema('run', '--json')).out)).toEqual({ event: 'result', result: JSON.parse(out) });
  });

  it.each(['merge', 'target', 'gate', 'compare', 'causes', 'judge', 'check'])('prints that of %s', async (name) => {
    const { code, out } = await schema(name);
    expect(code).toBe(0);
    const { $schema, properties, oneOf, anyOf } = JSON.parse(out);
    expect($schema).toContain('json-schema.org');
    expect(properties ?? oneOf ?? anyOf).toBeDefined();
  });

  it('lists what there is', async () => {
    const { code, err } = await schema('walk');
    expect(code).toBe(2);
    expect(err).toContain("'walk' is invalid for argument 'name'. Allowed choices are run");
  });
});
