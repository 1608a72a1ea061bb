import { join } from 'node:path';
import { type DatasetPaths, type Kind, loadDataset, splitQuestions } from '../../core/dataset.js';
import { writeJsonLines } from '../../core/files.js';
import type { Variant } from '../../variation/variant.js';
import { type VariantLimit, vary } from '../../variation/vary.js';
import type { RunContext } from '../run-context.js';

export interface VaryOptions {
  readonly data: DatasetPaths;
  readonly kinds: readonly Kind[];
  readonly perKind: number;
  /** Variants of each kind in each split, at most. */
  readonly limit?: VariantLimit | undefined;
  readonly seed: number;
}

/** Makes the variants of every question, training and test, into a JSONL file; `synthesized` ones come after them. */
export function varyStage({ data, ...how }: VaryOptions, out: string, synthesized: readonly Variant[] = []): void {
  const dataset = loadDataset(data);
  const variants = vary({ questions: splitQuestions(dataset), paraphrases: dataset.paraphrases, ...how });
  writeJsonLines(out, [...variants, ...synthesized]);
}

/** The `vary` stage of a run; returns the variants' file. */
export async function runVary(run: RunContext): Promise<string> {
  const { data, variation, seed } = run.config;
  const file = 'variants.jsonl';
  const stage = {
    name: 'vary',
    module: import.meta.url,
    inputs: { ...data },
    settings: { ...variation, seed },
    outputs: [file],
  };
  await run.stage(stage, (dir) => varyStage({ data, ...variation, seed }, join(dir, file)));
  return run.path('vary', file);
}
