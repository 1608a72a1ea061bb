import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkDisk, checkMemory } from './check-room.js';

it('refuses what does not fit the memory, and says both sizes', () => {
  expect(() => checkMemory(120e6, 64e6)).toThrow(
    expect.objectContaining({ code: 'MEMORY_TOO_SMALL', message: expect.stringMatching(/120000000 .* 64000000/) }),
  );
  expect(() => checkMemory(2 ** 60)).toThrow(expect.objectContaining({ code: 'MEMORY_TOO_SMALL' }));
  expect(() => checkMemory(1e6)).not.toThrow();
});

it('counts what an interrupted run has left as free disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unisono-room-'));
  try {
    const { bavail, bsize } = statfsSync(folder);
    const needed = bavail * bsize * 1.5;
    const check = () => checkDisk(join(folder, 'out'), folder, needed);
    expect(check).toThrow(expect.objectContaining({ code: 'DISK_TOO_SMALL' }));
    // Sparse, so it takes no room.
    writeFileSync(join(folder, 'model.safetensors'), '');
    truncateSync(join(folder, 'model.safetensors'), bavail * bsize);
    expect(check).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
