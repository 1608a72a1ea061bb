import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256, sha256Directory, sha256File, sha256Path } from './hash.js';

/** FIPS 180-2, appendix B.1. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-hash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('sha256', () => {
  it('agrees with the standard', () => {
    expect(sha256('abc')).toBe(SHA256_OF_ABC);
    expect(sha256(new TextEncoder().encode('abc'))).toBe(SHA256_OF_ABC);
  });
});

describe('sha256File', () => {
  it('hashes the content, also of files longer than one piece', async () => {
    expect(await sha256File(put('abc', 'abc'))).toBe(SHA256_OF_ABC);
    const long = 'unisono '.repeat(400_000);
    expect(await sha256File(put('long', long))).toBe(sha256(long));
  });

  it('names a missing file', async () => {
    const path = join(folder, 'none');
    await expect(sha256File(path)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', details: { path } });
    await expect(sha256File(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});

describe('sha256Directory', () => {
  const hash = () => sha256Directory(join(folder, 'd'));

  beforeEach(() => {
    put('d/a.txt', 'one');
    put('d/sub/b.txt', 'two');
  });

  it('depends on names and contents', async () => {
    const before = await hash();
    put('d/sub/b.txt', 'TWO');
    expect(await hash()).not.toBe(before);
    put('d/sub/b.txt', 'two');
    expect(await hash()).toBe(before);
    renameSync(join(folder, 'd/a.txt'), join(folder, 'd/c.txt'));
    expect(await hash()).not.toBe(before);
  });

  it('does not mistake a moved boundary between name and content', async () => {
    put('e/x', 'y');
    put('f/xy', '');
    expect(await sha256Directory(join(folder, 'e'))).not.toBe(await sha256Directory(join(folder, 'f')));
  });

  it('ignores where the directory is, dates and empty folders', async () => {
    const before = await hash();
    utimesSync(join(folder, 'd/a.txt'), 1, 1);
    mkdirSync(join(folder, 'd/empty'));
    renameSync(join(folder, 'd'), join(folder, 'moved'));
    expect(await sha256Directory(join(folder, 'moved'))).toBe(before);
  });

  it('leaves out what it is told to', async () => {
    const before = await hash();
    put('d/.hidden/x', '1');
    put('d/sub/.y', '2');
    expect(await hash()).not.toBe(before);
    expect(await sha256Directory(join(folder, 'd'), (name) => name.startsWith('.'))).toBe(before);
  });

  it('follows links and names a broken one', async () => {
    const before = await hash();
    rmSync(join(folder, 'd/a.txt'));
    symlinkSync(put('blob', 'one'), join(folder, 'd/a.txt'));
    expect(await hash()).toBe(before);
    rmSync(join(folder, 'blob'));
    await expect(hash()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', details: { path: join(folder, 'd/a.txt') } });
  });
});

describe('sha256Path', () => {
  it('takes both', async () => {
    expect(await sha256Path(put('abc', 'abc'))).toBe(SHA256_OF_ABC);
    put('d/a', '1');
    expect(await sha256Path(join(folder, 'd'))).toBe(await sha256Directory(join(folder, 'd')));
  });
});
