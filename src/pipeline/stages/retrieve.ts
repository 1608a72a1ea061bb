import { join } from 'node:path';
import { type DatasetPaths, loadDataset } from '../../core/dataset.js';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { retrieveExamples } from '../../retrieval/retrieve.js';
import { Variant } from '../../variation/variant.js';
import type { RunContext } from '../run-context.js';

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

/** The examples of a run by split. */
export interface ExampleFiles {
  readonly train: string;
  readonly test: string;
}

/** The `retrieve` stage of a run. */
export async function runRetrieve(run: RunContext, variants: string): Promise<ExampleFiles> {
  const { data, retrieval } = run.config;
  const place = (at: (file: string) => string): ExampleFiles => ({ train: at('train.jsonl'), test: at('test.jsonl') });
  const stage = {
    name: 'retrieve',
    module: import.meta.url,
    inputs: { ...data, variants },
    settings: retrieval,
    outputs: ['train.jsonl', 'test.jsonl'],
  };
  await run.stage(stage, (dir) =>
    retrieveStage(
      { data, variants, k: retrieval.k },
      place((file) => join(dir, file)),
    ),
  );
  return place((file) => run.path('retrieve', file));
}
