import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileError } from '../../core/errors.js';
import { sha256File } from '../../core/hash.js';

/** A file of weights that was merged. */
export interface InputFile {
  readonly file: string;
  readonly bytes: number;
  /** Of the whole content, where it was asked for or the Hugging Face cache knows it. */
  readonly sha256?: string;
  /** Of the length and 16 blocks of 64 KiB at even distances, header and end among them. */
  readonly sample_sha256?: string;
}

const BLOCK = 65_536;
const BLOCKS = 16;

/** Names of the weight files of a model or adapter directory, sorted. */
export function weightFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.safetensors'))
      .sort();
  } catch (error) {
    throw fileError(error, dir, 'read');
  }
}

/**
 * Identifies the weight files of a directory. Hashing everything takes longer than a merge, so it needs `whole`; files of
 * the cache are named by their hash.
 */
export async function inputFiles(dir: string, whole: boolean): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const file of weightFiles(dir)) {
    const path = join(dir, file);
    const bytes = statSync(path).size;
    const blob = basename(realpathSync(path));
    if (/^[0-9a-f]{64}$/.test(blob)) files.push({ file, bytes, sha256: blob });
    else if (whole) files.push({ file, bytes, sha256: await sha256File(path) });
    else files.push({ file, bytes, sample_sha256: sampleHash(path, bytes) });
  }
  return files;
}

function sampleHash(path: string, bytes: number): string {
  const hash = createHash('sha256').update(`${bytes}\n`);
  const block = new Uint8Array(BLOCK);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  try {
    for (let n = 0; n < BLOCKS; n++) {
      const position = Math.floor((Math.max(0, bytes - BLOCK) * n) / (BLOCKS - 1));
      hash.update(block.subarray(0, readSync(file, block, 0, BLOCK, position)));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** What tells whether inputs have changed since an interrupted run: length and date of every weight file. */
export function inputStates(dir: string): string[] {
  return weightFiles(dir).map((file) => {
    const { size, mtimeMs } = statSync(join(dir, file));
    return `${file} ${size} ${mtimeMs}`;
  });
}
