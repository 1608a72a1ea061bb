import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeJson } from '../../core/files.js';

/** The record of a cluster job, next to the state of its work. */
export const JobRecord = z.strictObject({
  /** Name of the job's folder in storage, derived from its inputs. */
  job: z.string(),
  /** Submissions so far; the last one is `unisono-<job>-<attempt>`. */
  attempt: z.int().min(1),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** The submission id of a job's nth attempt. */
export function submissionId({ job, attempt }: JobRecord): string {
  return `unisono-${job}-${attempt}`;
}

/** The record at `path` if it belongs to `job`; undefined if it is for other inputs or unreadable. */
export function readJobRecord(path: string, job: string): JobRecord | undefined {
  try {
    const record = readJson(path, JobRecord);
    return record.job === job ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Throws FILE_UNWRITABLE, DISK_FULL. */
export function writeJobRecord(path: string, record: JobRecord): void {
  writeJson(path, record);
}

export function forgetJob(path: string): void {
  rmSync(path, { force: true });
}
