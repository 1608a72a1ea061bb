import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileError } from '../core/errors.js';
import { readRecord, STAGE_FILE, type StageRecord } from './stage-record.js';

const PREFIX = '.work-';

/** Path to which a scratch is moved before deletion, so that a half-deleted one is never resumed from. */
const DISCARDED = `${PREFIX}discarded`;

/** Files left by killed writers (see `writeFileAtomic` and `replaceDirectory`). */
const LEFTOVER = /\.(tmp|old)-\d+$/;

/**
 * The scratch folder of a fingerprint in a stage's directory, as an earlier run left it or new, without half-written
 * files. Those of other fingerprints are deleted.
 */
export function openScratch(dir: string, fingerprint: string): string {
  const name = `${PREFIX}${fingerprint.slice(0, 12)}`;
  discardScratches(dir, name);
  const scratch = join(dir, name);
  guarded(scratch, () => {
    mkdirSync(scratch, { recursive: true });
    deleteLeftovers(scratch);
  });
  return scratch;
}

/** Deletes every scratch folder in a stage's directory, except the one named `keep`, and files left by killed writers. */
export function discardScratches(dir: string, keep?: string): void {
  guarded(dir, () => {
    if (!existsSync(dir)) return;
    const discarded = join(dir, DISCARDED);
    rmSync(discarded, { recursive: true, force: true });
    discardLeftovers(dir);
    for (const name of readdirSync(dir)) {
      if (!name.startsWith(PREFIX) || name === keep) continue;
      renameSync(join(dir, name), discarded);
      rmSync(discarded, { recursive: true, force: true });
    }
  });
}

/** Deletes files left by killed writers directly in a directory. */
export function discardLeftovers(dir: string): void {
  guarded(dir, () => {
    for (const name of readdirSync(dir)) {
      if (LEFTOVER.test(name)) rmSync(join(dir, name), { recursive: true, force: true });
    }
  });
}

/**
 * Moves the recorded outputs and then the record from the scratch into `dir`, and deletes outputs that only the previous
 * record listed. If killed and called again, it resumes: an output missing from the scratch has already been moved.
 */
export function publish(dir: string, scratch: string, record: StageRecord): void {
  guarded(dir, () => {
    const before = Object.keys(readRecord(dir)?.outputs ?? {});
    for (const name of before) if (!(name in record.outputs)) rmSync(join(dir, name), { recursive: true, force: true });
    // While outputs of two runs are mixed there is no record.
    rmSync(join(dir, STAGE_FILE), { force: true });
    for (const name of Object.keys(record.outputs)) move(join(scratch, name), join(dir, name));
    move(join(scratch, STAGE_FILE), join(dir, STAGE_FILE));
  });
}

function move(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  const replacesFolder = existsSync(to) && (statSync(to).isDirectory() || statSync(from).isDirectory());
  if (replacesFolder) rmSync(to, { recursive: true });
  renameSync(from, to);
}

function deleteLeftovers(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (LEFTOVER.test(entry.name)) rmSync(path, { recursive: true, force: true });
    else if (entry.isDirectory()) deleteLeftovers(path);
  }
}

function guarded(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw fileError(error, path, 'write');
  }
}
