import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import { writeJson } from '../core/files.js';
import { sha256Path } from '../core/hash.js';
import { discardScratches, openScratch, publish } from './scratch.js';
import {
  hashOutput,
  hashOutputs,
  isRecordOf,
  OutputName,
  readRecord,
  STAGE_FILE,
  type StagePlan,
  type StageRecord,
  stagePlan,
} from './stage-record.js';

/** One use of a stage, see `Stage`: what identifies its result, and the paths of its results. */
export interface CachedStage {
  /** Its own directory; no two share one. */
  readonly dir: string;
  readonly stage: string;
  /** Results of another version are not reused. */
  readonly version: number;
  /** Path of a file or directory by label. Labels count for caching, paths do not. */
  readonly inputs: Readonly<Record<string, string>>;
  /** JSON value of everything else that decides the result; no absolute paths. */
  readonly settings: unknown;
  /** Files and folders that the work writes, relative to `dir`. */
  readonly outputs: readonly string[];
  /** Those of `outputs` that contain measured times; their content is not compared. */
  readonly measured?: readonly string[];
  /** Starts again even if the result is up to date or a killed run could be resumed. */
  readonly force?: boolean;
}

/** `cached`: the result was up to date. */
export type StageOutcome = 'cached' | 'done';

/**
 * Runs a stage unless `dir/stage.json` shows that the outputs in place were made by the same version of the
 * stage from the same inputs and settings, and the outputs still have the content recorded there.
 *
 * `work` writes the outputs, under their relative names, into a scratch folder inside `dir`. The scratch outlives a kill
 * and is handed to the next run with the same fingerprint, which may resume from what it finds there; it must cope with
 * files left half-way (atomic writes and append-only files see to that). When the work is done the record is written
 * into the scratch; from then on a killed run is completed without working again. Outputs are renamed into place,
 * `stage.json` last: a directory with a `stage.json` is complete.
 *
 * @throws FILE_NOT_FOUND for a missing input, FILE_UNWRITABLE, DISK_FULL, and whatever `work` throws; the outputs of an
 * earlier run are then still in place
 */
export async function runCached(stage: CachedStage, work: (scratch: string) => Promise<void>): Promise<StageOutcome> {
  for (const name of stage.outputs) OutputName.parse(name);
  const plan = await planOf(stage);
  if (stage.force) {
    discardScratches(stage.dir);
  } else if (await isFinished(stage, plan)) {
    discardScratches(stage.dir);
    return 'cached';
  }
  const scratch = openScratch(stage.dir, plan.fingerprint);
  let record = readRecord(scratch);
  if (!record || !(await isComplete(record, stage, plan, scratch))) {
    record = await makeOutputs(stage, plan, record ? restart(stage, plan) : scratch, work);
  }
  publish(stage.dir, scratch, record);
  discardScratches(stage.dir);
  return 'done';
}

async function planOf(stage: CachedStage): Promise<StagePlan> {
  const inputs: Record<string, string> = {};
  for (const [label, path] of Object.entries(stage.inputs)) {
    inputs[label] = await sha256Path(path, (name) => name.startsWith('.') || name === STAGE_FILE);
  }
  const { stage: name, version, settings } = stage;
  return stagePlan({ stage: name, version, inputs, settings });
}

async function isFinished(stage: CachedStage, plan: StagePlan): Promise<boolean> {
  const record = readRecord(stage.dir);
  if (!record || !isRecordOf(record, plan, stage.outputs)) return false;
  const found = await hashOutputs(stage.dir, stage.outputs, stage.measured);
  return found !== undefined && stage.outputs.every((name) => found[name] === record.outputs[name]);
}

/** Whether every recorded output exists, in the scratch or in place, after a kill while moving them. */
async function isComplete(record: StageRecord, stage: CachedStage, plan: StagePlan, scratch: string): Promise<boolean> {
  if (!isRecordOf(record, plan, stage.outputs)) return false;
  for (const [name, hash] of Object.entries(record.outputs)) {
    const path = [scratch, stage.dir].map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
    if (path === undefined || (await hashOutput(path, name, stage.measured)) !== hash) return false;
  }
  return true;
}

/** An empty scratch, to replace one that cannot be completed. */
function restart(stage: CachedStage, plan: StagePlan): string {
  discardScratches(stage.dir);
  return openScratch(stage.dir, plan.fingerprint);
}

async function makeOutputs(
  stage: CachedStage,
  plan: StagePlan,
  scratch: string,
  work: (scratch: string) => Promise<void>,
): Promise<StageRecord> {
  await work(scratch);
  const outputs = await hashOutputs(scratch, stage.outputs, stage.measured);
  if (outputs === undefined) {
    const missing = stage.outputs.filter((name) => !existsSync(join(scratch, name)));
    throw new UnisonoError('INTERNAL', { reason: `stage ${stage.stage} did not write ${missing.join(', ')}` });
  }
  const record = { ...plan, outputs };
  writeJson(join(scratch, STAGE_FILE), record);
  return record;
}
