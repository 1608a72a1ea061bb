import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const VITE_NODE = fileURLToPath(new URL('../../node_modules/vite-node/vite-node.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Runs the command line from its sources, in a process of its own. */
function unisono(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VITE_NODE, MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('unisono', () => {
  it('ends with the exit code, after all output', () => {
    const { status, stdout } = unisono('schema', 'run');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object' });
    expect(unisono('shema', 'run')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean schema?'),
    });
  });
});
