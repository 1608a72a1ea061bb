import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeJson } from '../../core/files.js';

/** Which job of the cluster works at something; written beside the state of what it works at. */
export const JobRecord = z.strictObject({
  /** Names the job's folder in storage; decided by its inputs. */
  job: z.string(),
  /** Submissions so far; the last one is `unisono-<job>-<attempt>`. */
  attempt: z.int().min(1),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** The id under which a job is submitted for the nth time. */
export function submissionId({ job, attempt }: JobRecord): string {
  return `unisono-${job}-${attempt}`;
}

/** The record at `path` if it is of `job`; a record of other inputs, or none that can be read, counts for nothing. */
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
