import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../core/canonical-json.js';
import { readJson } from '../core/files.js';
import { sha256, sha256Path } from '../core/hash.js';

/** A file or folder below the stage's directory, written with `/`. Names that begin with a dot are kept for unisono. */
export const OutputName = z
  .string()
  .regex(/^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/, 'is not a plain relative path')
  .refine((name) => name !== STAGE_FILE, 'is written by the pipeline itself');

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * stage.json: inputs and outputs of a finished stage. It contains no dates or absolute paths, so that the same work gives
 * the same bytes in any folder.
 */
export const StageRecord = z.strictObject({
  stage: z.string(),
  /** See `Stage`. */
  version: z.int().min(1),
  /** Hash of everything above the outputs. */
  fingerprint: Sha256,
  /** Content hash by label. */
  inputs: z.record(z.string(), Sha256),
  settings: z.json(),
  /** Content hash by name. */
  outputs: z.record(OutputName, Sha256),
});
export type StageRecord = z.infer<typeof StageRecord>;

/** The part of a record that is known before the work. */
export type StagePlan = Omit<StageRecord, 'outputs'>;

export const STAGE_FILE = 'stage.json';

/** The plan of a stage, with the fingerprint that tells it from every other; keys are sorted at every depth. */
export function stagePlan(plan: {
  stage: string;
  version: number;
  inputs: Record<string, string>;
  settings: unknown;
}): StagePlan {
  const text = canonicalJson({ ...plan, settings: plan.settings ?? null });
  const { stage, version, inputs, settings } = JSON.parse(text) as StagePlan;
  return { stage, version, fingerprint: sha256(text), inputs, settings };
}

/** Placeholder for the content of outputs with times, which differ between runs. */
const MEASURED = sha256('measured');

/** Content hash of one output; for those in `measured` only existence counts. */
export async function hashOutput(path: string, name: string, measured: readonly string[] = []): Promise<string> {
  return measured.includes(name) ? MEASURED : sha256Path(path);
}

/** Hash of every output in `folder`, by name in order, or undefined if one is missing. */
export async function hashOutputs(
  folder: string,
  names: readonly string[],
  measured: readonly string[] = [],
): Promise<Record<string, string> | undefined> {
  const hashes: Record<string, string> = {};
  for (const name of [...names].sort()) {
    if (!existsSync(join(folder, name))) return undefined;
    hashes[name] = await hashOutput(join(folder, name), name, measured);
  }
  return hashes;
}

/** The record in `folder`; undefined if there is no valid one. */
export function readRecord(folder: string): StageRecord | undefined {
  try {
    return readJson(join(folder, STAGE_FILE), StageRecord);
  } catch {
    return undefined;
  }
}

/** Whether the record belongs to this plan and lists exactly these outputs. */
export function isRecordOf(record: StageRecord, plan: StagePlan, outputs: readonly string[]): boolean {
  const recorded = Object.keys(record.outputs).sort().join('\n');
  return record.fingerprint === plan.fingerprint && recorded === [...outputs].sort().join('\n');
}
