import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { fileError, UnisonoError } from '../../core/errors.js';
import { discard } from '../../core/files.js';
import { sha256, sha256Directory } from '../../core/hash.js';

/** Files of models and adapters; without pickled weights, which can run code. */
const PARTS = new Set(['.json', '.safetensors', '.model', '.txt', '.jinja']);

/** A job's place in storage. */
export interface StoredJob {
  readonly id: string;
  readonly folder: string;
  at(name: string): string;
}

/** The folder that this machine and every worker of the cluster see. */
export class Storage {
  readonly dir: string;
  private readonly hashes = new Map<string, Promise<string>>();
  private readonly copies = new Map<string, Promise<string>>();

  /** Throws RAY_STORAGE if it is not a writable directory. */
  constructor(dir: string) {
    try {
      if (!statSync(dir).isDirectory())
        throw new UnisonoError('RAY_STORAGE', { path: dir, reason: 'is not a directory' });
      this.dir = realpathSync(dir);
      const probe = join(this.dir, `.unisono-${process.pid}`);
      writeFileSync(probe, '');
      rmSync(probe);
    } catch (error) {
      throw storageError(error, dir);
    }
  }

  /**
   * The job that makes `out` from the inputs of `identity`: its id, its folder, and the paths of its files. Two clients with
   * the same inputs have the same job.
   */
  job(identity: string, out: string): StoredJob {
    const id = sha256(`${identity} ${resolve(out)}`).slice(0, 16);
    const folder = join(this.dir, id);
    return { id, folder, at: (name) => join(folder, name) };
  }

  /** Runs `work`, which writes into storage. Throws RAY_STORAGE for errors of the file system. */
  async writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw storageError((error as Error).cause ?? error, this.dir);
    }
  }

  /** SHA-256 of a model or adapter directory; cached while its files are unchanged. */
  hash(dir: string): Promise<string> {
    const files = partsOf(dir).map((name) => {
      const { size, mtimeMs } = statSync(join(dir, name));
      return `${name} ${size} ${mtimeMs}`;
    });
    const key = sha256([resolve(dir), ...files].join('\n'));
    const known = this.hashes.get(key) ?? sha256Directory(dir, (name) => name.startsWith('.'));
    this.hashes.set(key, known);
    return known;
  }

  /**
   * The path of a model or adapter for workers: its own path if it is in storage, else the path of a copy there, which is kept
   * for other jobs.
   *
   * @throws RAY_STORAGE, FILE_NOT_FOUND, FILE_UNREADABLE
   */
  async place(dir: string): Promise<string> {
    const real = realpathSync(dir);
    if (`${real}${sep}`.startsWith(`${this.dir}${sep}`)) return real;
    const target = join(this.dir, 'models', (await this.hash(dir)).slice(0, 16));
    const copied = this.copies.get(target) ?? this.copy(dir, target);
    this.copies.set(target, copied);
    return copied;
  }

  private async copy(dir: string, target: string): Promise<string> {
    if (existsSync(target)) return target;
    const temporary = `${target}.tmp-${process.pid}`;
    try {
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary, { recursive: true });
      for (const name of partsOf(dir)) await copyFile(join(dir, name), join(temporary, name));
      renameSync(temporary, target);
    } catch (error) {
      discard(temporary);
      this.copies.delete(target);
      // Unless another client was faster.
      if (!existsSync(target)) throw storageError(error, this.dir);
    }
    return target;
  }
}

/** RAY_STORAGE for a file-system error in storage. */
export function storageError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (error instanceof UnisonoError || typeof code !== 'string') return error;
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'it is full'
      : code === 'ENOENT'
        ? 'is not there'
        : `cannot be written (${code})`;
  return new UnisonoError('RAY_STORAGE', { path, reason }, { cause: error });
}

function partsOf(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && PARTS.has(extname(entry.name)))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw fileError(error, dir, 'read');
  }
}
