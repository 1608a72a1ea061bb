import { UnisonoError } from '../core/errors.js';
import { writeJsonLines } from '../core/files.js';
import type { SessionOptions } from '../graph/session.js';
import type { Adapter } from '../models/lora.js';
import type { LoadedModel } from '../models/model-directory.js';
import type { Batch } from './batch.js';
import type { LogLine } from './log-line.js';
import { Trainer, type TrainerSettings } from './trainer.js';
import { TrainingHealth } from './training-health.js';
import { restoreTrainingState, saveTrainingState } from './training-state.js';

export interface FineTuneFiles {
  /** File of the state during training; if it exists, training resumes from it. */
  readonly state: string;
  /** The loss log, one JSON line a step. */
  readonly log: string;
  /** Steps between two writes of the state. */
  readonly checkpointEvery: number;
}

/**
 * Trains `model`, or an `adapter` on top of it, in place through `settings.steps` batches. A killed run that is started
 * again continues from the last state and ends with the same bits, except for the speeds in its log.
 *
 * @throws LOSS_NOT_FINITE, and the errors of `restoreTrainingState` if the state belongs to another run
 * @param batchAt the batch of a 0-based step; a pure function
 * @param onStep called after each step, and once with the number of steps that a resumed run skips
 */
export async function fineTune(
  name: string,
  model: LoadedModel,
  settings: TrainerSettings,
  batchAt: (step: number) => Batch,
  files: FineTuneFiles,
  options: SessionOptions,
  onStep: (steps: number, note?: string) => void,
  adapter?: Adapter,
): Promise<LogLine[]> {
  const trainer = await Trainer.create(name, model.config, model.parameters, settings, options, adapter);
  try {
    const { next, log } = restoreTrainingState(files.state, trainer.parameters, trainer.optimizer.state);
    if (next >= settings.steps) {
      throw new UnisonoError('BAD_SAFETENSORS', {
        path: files.state,
        reason: `it belongs to a run of more than ${next} steps`,
      });
    }
    if (next > 0) onStep(next, 'resumed');
    const health = new TrainingHealth(settings.triplet);
    for (const line of log) health.observe(line);
    for (let step = next; step < settings.steps; step++) {
      const start = performance.now();
      const taken = await trainer.step(step, batchAt(step));
      const line = { ...taken, tokensPerSecond: Math.round((taken.tokens / (performance.now() - start)) * 1000) };
      const warning = health.observe(line);
      log.push(warning ? { ...line, warning } : line);
      const done = step + 1;
      if (done % files.checkpointEvery === 0 && done < settings.steps) {
        saveTrainingState(files.state, {
          parameters: trainer.parameters,
          optimizer: trainer.optimizer.state,
          next: done,
          log,
        });
      }
      onStep(1, warning ?? `loss ${line.ce.toFixed(2)}`);
    }
    writeJsonLines(files.log, log);
    return log;
  } finally {
    await trainer.release();
  }
}
