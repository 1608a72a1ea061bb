import { type DatasetPaths, loadDataset } from '../../core/dataset.js';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { retrieveExamples } from '../../retrieval/retrieve.js';
import { Variant } from '../../variation/variant.js';
import type { PlainStage } from '../stage.js';

export interface RetrieveOptions {
  readonly data: DatasetPaths;
  /** JSONL of the variants of the data set's questions. */
  readonly variants: string;
  /** Contexts per question. */
  readonly k: number;
}

/** JSONL of examples by split. */
export interface ExampleFiles {
  readonly train: string;
  readonly test: string;
}

/** Retrieves contexts for every question and again for every variant into two JSONL files, by split. */
export const retrieveStage: PlainStage<RetrieveOptions, ExampleFiles> = {
  name: 'retrieve',
  version: 1,
  unit: 'files',
  inputs: ({ data, variants }) => ({ ...data, variants }),
  settings: ({ k }) => ({ k }),
  files: () => ({ train: 'train.jsonl', test: 'test.jsonl' }),
  work: ({ data, variants, k }, out) => {
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
  },
};
