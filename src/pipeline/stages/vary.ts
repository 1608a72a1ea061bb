import { type DatasetPaths, loadDataset, splitQuestions } from '../../core/dataset.js';
import { writeJsonLines } from '../../core/files.js';
import type { Kind } from '../../variation/kind-names.js';
import type { Variant } from '../../variation/variant.js';
import { type VariantLimit, vary } from '../../variation/vary.js';
import type { PlainStage } from '../stage.js';

export interface VaryOptions {
  readonly data: DatasetPaths;
  readonly kinds: readonly Kind[];
  readonly perKind: number;
  /** Variants of each kind in each split, at most. */
  readonly limit?: VariantLimit | undefined;
  readonly seed: number;
  /** Variants that were made in another way; they come last. */
  readonly synthesized?: readonly Variant[];
}

/** Makes the variants of every question, training and test, into a JSONL file. */
export const varyStage: PlainStage<VaryOptions, { readonly variants: string }> = {
  name: 'vary',
  version: 1,
  unit: 'files',
  inputs: ({ data }) => ({ ...data }),
  settings: ({ data: _, ...settings }) => settings,
  files: () => ({ variants: 'variants.jsonl' }),
  work: ({ data, synthesized = [], ...how }, { variants }) => {
    const dataset = loadDataset(data);
    const made = vary({ questions: splitQuestions(dataset), paraphrases: dataset.paraphrases, ...how });
    writeJsonLines(variants, [...made, ...synthesized]);
  },
};
