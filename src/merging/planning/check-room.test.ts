import fs, { mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { checkDisk, checkMemory, checkWritable } from './check-room.js';

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

it('refuses an output below a folder that cannot be written, or below a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unisono-room-'));
  // Root may write everywhere but on a file system that is mounted read-only, which takes a mount: it is told so here.
  const spy = vi.spyOn(fs, 'accessSync').mockImplementation((path) => {
    if (String(path).includes('locked')) throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
  });
  syncBuiltinESMExports();
  try {
    mkdirSync(join(folder, 'locked'));
    expect(() => checkWritable(join(folder, 'locked/not/there/out'))).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE', message: expect.stringMatching(/locked: .*EROFS/) }),
    );
    expect(() => checkWritable(join(folder, 'not/there/out'))).not.toThrow();
  } finally {
    spy.mockRestore();
    syncBuiltinESMExports();
  }
  try {
    writeFileSync(join(folder, 'file'), '');
    expect(() => checkWritable(join(folder, 'file/out'))).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE', message: expect.stringContaining('ENOTDIR') }),
    );
    expect(() => checkWritable(join(folder, 'out'))).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
