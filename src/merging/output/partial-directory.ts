import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fileError, UnisonoError } from '../../core/errors.js';
import { readJson, writeJson } from '../../core/files.js';
import type { Shard } from './shards.js';

const JOURNAL = 'merge-journal.json';
const journalSchema = z.object({ fingerprint: z.string(), shards: z.array(z.string()) });

/**
 * Where a model directory is built, `<out>.partial` beside its place. A complete shard is flushed, renamed and recorded;
 * the complete directory is renamed to `out`. If the process ends early, `out` is unchanged and a later run can resume from
 * the recorded shards.
 */
export class PartialDirectory {
  readonly dir: string;
  private readonly finished: string[];

  /**
   * @param fingerprint identifies the plan and its inputs; work with another fingerprint is not resumed
   * @param sync whether files are flushed to disk before they are renamed
   * @param resume resumes an interrupted run; throws BAD_FLAG if that was another merge
   */
  constructor(
    readonly out: string,
    private readonly fingerprint: string,
    shards: readonly Shard[],
    resume: boolean,
    readonly sync: boolean,
  ) {
    this.dir = `${out}.partial`;
    this.finished = resume ? this.readJournal(shards) : [];
    try {
      if (!resume) rmSync(this.dir, { recursive: true, force: true });
      mkdirSync(this.dir, { recursive: true });
      // Unfinished shards are restarted.
      for (const name of readdirSync(this.dir)) {
        if (name !== JOURNAL && !this.finished.includes(name)) rmSync(join(this.dir, name), { recursive: true });
      }
    } catch (error) {
      throw fileError(error, this.dir, 'write');
    }
  }

  /** Names of the shards that need not be written again. */
  get done(): ReadonlySet<string> {
    return new Set(this.finished);
  }

  /** Path of a shard until it is complete. */
  pathOf(file: string): string {
    return join(this.dir, `${file}.part`);
  }

  /** Flushes a complete shard, gives it its name, and records it. */
  finish(file: string): void {
    try {
      if (this.sync) flush(this.pathOf(file), 'r+');
      renameSync(this.pathOf(file), join(this.dir, file));
    } catch (error) {
      throw fileError(error, join(this.out, file), 'write');
    }
    this.finished.push(file);
    writeJson(join(this.dir, JOURNAL), { fingerprint: this.fingerprint, shards: this.finished });
  }

  /** Renames the directory to `out`; replaces a model directory there. */
  commit(): void {
    const previous = `${this.out}.old-${process.pid}`;
    try {
      if (this.sync) for (const name of readdirSync(this.dir)) flush(join(this.dir, name), 'r+');
      rmSync(join(this.dir, JOURNAL), { force: true });
      if (this.sync) flush(this.dir, 'r');
      const replaces = existsSync(this.out);
      if (replaces) renameSync(this.out, previous);
      try {
        renameSync(this.dir, this.out);
      } catch (error) {
        if (replaces) renameSync(previous, this.out);
        throw error;
      }
      if (this.sync) flush(dirname(this.out), 'r');
      rmSync(previous, { recursive: true, force: true });
    } catch (error) {
      throw fileError(error, this.out, 'write');
    }
  }

  /** After a failure: removes the directory unless a later run can resume from it. */
  release(): void {
    if (this.finished.length > 0) return;
    try {
      rmSync(this.dir, { recursive: true, force: true });
    } catch {
      // The error of the work takes precedence.
    }
  }

  private readJournal(shards: readonly Shard[]): string[] {
    const path = join(this.dir, JOURNAL);
    if (!existsSync(path)) return [];
    const journal = readJson(path, journalSchema);
    if (journal.fingerprint !== this.fingerprint) {
      const reason = `${this.dir} belongs to another merge, or inputs have changed; run without it to start again`;
      throw new UnisonoError('BAD_FLAG', { flag: '--resume', reason });
    }
    return journal.shards.filter((name) => {
      const shard = shards.find(({ file }) => file === name);
      const file = join(this.dir, name);
      return shard !== undefined && existsSync(file) && statSync(file).size === shard.bytes;
    });
  }
}

function flush(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
