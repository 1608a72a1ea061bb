import { describe } from 'vitest';
import type { Engine } from './engine.js';
import { describeActivations } from './testing/activations.contract.js';
import { describeEncoding } from './testing/encoding.contract.js';
import { describeGeneration } from './testing/generation.contract.js';
import { describePairedTraining } from './testing/paired-training.contract.js';
import { describeTraining, type TrainingAbilities } from './testing/training.contract.js';

/**
 * The contract of every engine, as tests. They use only jobs and their files.
 *
 * @param create makes a new engine; it is closed after the tests
 * @param abilities see `TrainingAbilities`
 */
export function describeEngine(name: string, create: () => Engine, abilities?: TrainingAbilities): void {
  describe(name, () => {
    describeTraining(create, abilities);
    describePairedTraining(create);
    describeActivations(create);
    describeGeneration(create);
    describeEncoding(create);
  });
}
