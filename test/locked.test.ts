import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { start, unisono } from './cli.js';
import { makeProject } from './small-project.js';

it('leaves a run directory alone in which another run is at work', async () => {
  const project = makeProject();
  const first = start(['run', project.config]);
  try {
    const lock = join(project.out, '.lock');
    while (!existsSync(lock) && first.child.exitCode === null) await sleep(10);
    const { code, out, err } = await unisono(['run', project.config, '--quiet']);
    expect([code, out]).toEqual([1, '']);
    const { pid } = first.child;
    expect(err).toBe(
      `error RUN_LOCKED: ${project.out}: locked by another unisono (process ${pid}). Wait until it has finished, or stop it and run the command again.\n`,
    );
    expect(existsSync(lock)).toBe(true);
  } finally {
    first.child.kill('SIGKILL');
    await first.ended;
    rmSync(project.folder, { recursive: true, force: true });
  }
});
