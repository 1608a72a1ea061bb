import { UnisonoError } from '../../core/errors.js';
import type { JobDetails } from './jobs-client.js';
import type { WorkerError } from './progress-lines.js';

const AGAIN = 'Run the same command again; it resumes from the last checkpoint.';
/** Log lines with the cause of a process's death. */
const REASON = /(Error|Exception|OutOfMemory|Killed|No module named)[^\n]*$/;
const LONGEST_REASON = 300;

/**
 * The typed error for a failed job: from the worker's error event, else from Ray's message and the last error in the log.
 *
 * @param name of the model, for LOSS_NOT_FINITE; `folder` in storage, for RAY_STORAGE
 * @param job its id at the cluster
 */
export function failureOf(
  { name, folder }: { readonly name: string; readonly folder: string },
  job: string,
  address: string,
  told: WorkerError | undefined,
  details: JobDetails,
  log: string,
): UnisonoError {
  if (told) {
    const { message, remedy } = told;
    const reason = message.replace(/\.$/, '');
    switch (told.code) {
      case 'version':
        return new UnisonoError('RAY_VERSION', { address, reason, remedy });
      case 'storage':
        return new UnisonoError('RAY_STORAGE', { path: folder, reason });
      case 'memory':
        return new UnisonoError('RAY_MEMORY', { job, reason, remedy });
      case 'loss': {
        const [, step = '?', value = '?'] = /step (\d+) is (\S+)/.exec(reason) ?? [];
        return new UnisonoError('LOSS_NOT_FINITE', { model: name, value, step });
      }
      default:
        return new UnisonoError('RAY_JOB_FAILED', { job, reason, remedy: remedy || AGAIN });
    }
  }
  const lines = log.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => REASON.test(line)) ?? lines.findLast((line) => line !== '') ?? '';
  const reason = [details.message?.split('\n')[0], last].filter(Boolean).join('; ').slice(0, LONGEST_REASON);
  return new UnisonoError('RAY_JOB_FAILED', { job, reason: reason || 'no reason given', remedy: AGAIN });
}
