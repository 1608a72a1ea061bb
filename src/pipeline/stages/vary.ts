import { type DatasetPaths, type Kind, loadDataset, splitQuestions } from '../../core/dataset.js';
import { writeJsonLines } from '../../core/files.js';
import { vary } from '../../variation/vary.js';

export interface VaryOptions {
  readonly data: DatasetPaths;
  readonly kinds: readonly Kind[];
  readonly perKind: number;
  readonly seed: number;
}

/** Makes the variants of every question, training and test, into a JSONL file. */
export function varyStage({ data, kinds, perKind, seed }: VaryOptions, out: string): void {
  const dataset = loadDataset(data);
  writeJsonLines(
    out,
    vary({ questions: splitQuestions(dataset), paraphrases: dataset.paraphrases, kinds, perKind, seed }),
  );
}
