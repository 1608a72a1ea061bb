import { join } from 'node:path';
import { writeJson, writeJsonLines } from '../core/files.js';
import { type MinedDataset, writeAsDataset } from './as-dataset.js';
import { type MineOptions, mine } from './mine.js';
import type { Mining } from './mining.js';

export interface MineToFilesOptions extends MineOptions {
  /** Writes groups with answers as a data set, too. */
  readonly dataset?: { readonly testShare: number } | undefined;
}

/** The files of a mined log. */
export interface MineFiles {
  readonly groups: string;
  readonly mining: string;
  readonly dataset?: MinedDataset;
}

/** Mines a log into `groups.jsonl` and `mining.json`, and if asked `train`, `test` and `paraphrases.jsonl`, in `out`. */
export async function mineToFiles(
  { dataset, ...options }: MineToFilesOptions,
  out: string,
): Promise<{ readonly mining: Mining; readonly files: MineFiles }> {
  const { mining, groups } = await mine(options);
  const files = { groups: join(out, 'groups.jsonl'), mining: join(out, 'mining.json') };
  writeJsonLines(files.groups, groups);
  const written = dataset && writeAsDataset(groups, out, { seed: options.seed, ...dataset });
  writeJson(files.mining, mining);
  return { mining, files: { ...files, ...(written && { dataset: written }) } };
}
