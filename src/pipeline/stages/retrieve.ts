import { type DatasetPaths, loadDataset } from '../../core/dataset.js';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { retrieveExamples } from '../../retrieval/retrieve.js';
import { Variant } from '../../variation/variant.js';

export interface RetrieveOptions {
  readonly data: DatasetPaths;
  readonly variants: string;
  /** Contexts per question. */
  readonly k: number;
}

/** Retrieves contexts for every question and again for every variant into two JSONL files, by split. */
export function retrieveStage({ data, variants, k }: RetrieveOptions, out: { train: string; test: string }): void {
  const examples = retrieveExamples({
    dataset: loadDataset(data),
    variants: readJsonLines(variants, Variant, { stage: 'unisono vary' }),
    k,
  });
  for (const split of ['train', 'test'] as const)
    writeJsonLines(
      out[split],
      examples.filter((example) => example.split === split),
    );
}
