import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../core/canonical-json.js';
import { readJson } from '../core/files.js';
import { sha256, sha256Path } from '../core/hash.js';

/** A file or folder in the stage's own directory, written with `/`. Dots at the front are kept for unisono. */
export const OutputName = z.string().regex(/^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/, 'is not a plain relative path');

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * stage.json: what a finished stage was made from and what it made. Neither dates nor absolute paths are in it, so that
 * the same work gives the same bytes in any folder.
 */
export const StageRecord = z.strictObject({
  stage: z.string(),
  /** Hash of the stage's name, inputs, settings and code; see {@link fingerprint}. */
  fingerprint: Sha256,
  /** Content hash by label. */
  inputs: z.record(z.string(), Sha256),
  settings: z.json(),
  /** See `codeVersion`. */
  code: Sha256,
  /** Content hash by name. */
  outputs: z.record(OutputName, Sha256),
});
export type StageRecord = z.infer<typeof StageRecord>;

export const STAGE_FILE = 'stage.json';

/** The part of a record that is known before the work. */
export type StagePlan = Omit<StageRecord, 'outputs'>;

/** Works out the record of a stage that is still to run. Keys are sorted, in `settings` at every depth. */
export function planOf(stage: string, inputs: Record<string, string>, settings: unknown, code: string): StagePlan {
  const identity = canonicalJson({ stage, inputs, settings, code });
  return { stage, fingerprint: sha256(identity), inputs: sorted(inputs), settings: ordered(settings), code };
}

/** Content hash of each output in `folder`, or undefined if one is missing. */
export async function hashOutputs(folder: string, names: readonly string[]): Promise<Record<string, string> | undefined> {
  const hashes: Record<string, string> = {};
  for (const name of [...names].sort()) {
    const path = join(folder, name);
    if (!existsSync(path)) return undefined;
    hashes[name] = await sha256Path(path);
  }
  return hashes;
}

/** The record in `folder`, or undefined where there is none or it cannot be read as one. */
export function readRecord(folder: string): StageRecord | undefined {
  try {
    return readJson(join(folder, STAGE_FILE), StageRecord);
  } catch {
    return undefined;
  }
}

/** Whether the record is of this plan and lists exactly these outputs. */
export function matches(record: StageRecord, plan: StagePlan, outputs: readonly string[]): boolean {
  return (
    record.fingerprint === plan.fingerprint && canonicalJson(Object.keys(record.outputs).sort()) === canonicalJson([...outputs].sort())
  );
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ordered(settings: unknown): StageRecord['settings'] {
  return JSON.parse(canonicalJson(settings ?? null));
}
