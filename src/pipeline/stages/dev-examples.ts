import type { DatasetPaths } from '../../core/dataset.js';
import type { RunConfig } from '../config.js';
import type { PlainStage } from '../stage.js';
import { retrieveStage } from './retrieve.js';
import { varyStage } from './vary.js';

export interface DevExamplesOptions extends Pick<RunConfig, 'variation' | 'retrieval' | 'seed'> {
  /** The dev questions stand where the test questions do otherwise. */
  readonly data: DatasetPaths;
}

/** The examples (JSONL); variants and training examples are drafts. */
export interface DevExamplesFiles {
  readonly examples: string;
  readonly variants: string;
  readonly train: string;
}

/** The dev questions and their variants, each with its contexts. */
export const devExamplesStage: PlainStage<DevExamplesOptions, DevExamplesFiles> = {
  name: 'dev-examples',
  version: 1,
  unit: 'files',
  inputs: ({ data }) => ({ ...data }),
  settings: ({ variation, retrieval, seed }) => ({ variation, retrieval, seed }),
  files: () => ({ examples: 'dev.jsonl', variants: 'variants.jsonl', train: 'train.jsonl' }),
  scratch: ['variants', 'train'],
  work: async ({ data, variation, retrieval, seed }, { examples, variants, train }) => {
    await varyStage.work({ data, ...variation, seed }, { variants });
    await retrieveStage.work({ data, variants, ...retrieval }, { train, test: examples });
  },
};
