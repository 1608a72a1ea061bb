import { join } from 'node:path';
import { normalizeQuestion } from '../core/dataset.js';
import { writeJsonLines } from '../core/files.js';
import { randomKey } from '../core/random.js';
import type { QueryGroup } from './mining.js';

/** Files of a data set as `loadDataset` reads them, but for the articles, and what was put into them. */
export interface MinedDataset {
  readonly train: string;
  readonly test: string;
  readonly paraphrases: string;
  readonly questions: { readonly train: number; readonly test: number };
  /** Groups without an answer to their medoid. */
  readonly unanswered: number;
}

/**
 * Writes groups whose medoid has an answer as a data set: the medoid is the question, its usual answer the reference, the
 * other members are paraphrases, under the group's id. A group is in `test` or in `train` as a hash of (seed, its medoid)
 * decides, so that it stays there when the log grows.
 *
 * @param testShare of the groups, about; 0..1
 * @throws FILE_UNWRITABLE, DISK_FULL
 */
export function writeAsDataset(
  groups: readonly QueryGroup[],
  folder: string,
  { seed, testShare }: { readonly seed: number; readonly testShare: number },
): MinedDataset {
  const questions = { train: [] as object[], test: [] as object[] };
  const paraphrases: object[] = [];
  let unanswered = 0;
  for (const { id, members } of groups) {
    const [medoid, ...others] = members;
    if (medoid?.answer === undefined || !/[\p{L}\p{N}]/u.test(medoid.answer)) {
      unanswered++;
      continue;
    }
    const split = randomKey(seed, `split/${normalizeQuestion(medoid.text)}`) / 2 ** 32 < testShare ? 'test' : 'train';
    questions[split].push({ id, question: medoid.text, answer: medoid.answer });
    for (const { text } of others) paraphrases.push({ id, text });
  }
  const file = (name: string) => join(folder, `${name}.jsonl`);
  writeJsonLines(file('train'), questions.train);
  writeJsonLines(file('test'), questions.test);
  writeJsonLines(file('paraphrases'), paraphrases);
  const sizes = { train: questions.train.length, test: questions.test.length };
  return { train: file('train'), test: file('test'), paraphrases: file('paraphrases'), questions: sizes, unanswered };
}
