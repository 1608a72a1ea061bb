import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { fileError, UnisonoError } from '../../core/errors.js';
import { readJsonLines, readText, writeFileAtomic, writeJsonLines } from '../../core/files.js';
import { Generator } from '../../generation/generator.js';
import type { SessionOptions } from '../../graph/session.js';
import { loadModel } from '../../models/model-directory.js';
import { promptIds, ragMessages } from '../../text/prompt.js';
import { Tokenizer } from '../../text/tokenizer.js';
import type { GenerateJob, OnProgress } from '../engine.js';
import { AnswerRecord, PromptRecord } from '../records.js';

/**
 * Carries out a `GenerateJob` in this thread. Prompts are sorted by length and cut into batches before anything is
 * answered, so a resumed job works on the same batches as an undisturbed one.
 */
export async function runGenerateJob(job: GenerateJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  const { config, parameters } = loadModel(job.model);
  const tokenizer = Tokenizer.load(job.model, config.vocab_size);
  const examples = readJsonLines(job.examples, PromptRecord, { stage: 'unisono retrieve' });
  const prompts = examples.map(({ id, text, contexts }) => {
    const ids = promptIds(tokenizer, ragMessages(job.prompt, contexts, text));
    const limit = config.max_position_embeddings - job.maxNewTokens;
    if (ids.length > limit) throw new UnisonoError('PROMPT_TOO_LONG', { id, tokens: ids.length, limit });
    return { id, ids };
  });
  prompts.sort((a, b) => a.ids.length - b.ids.length || (a.id < b.id ? -1 : 1));

  const answers = wholeBatches(job, prompts);
  if (answers.length > 0) onProgress(answers.length, prompts.length, 'resumed');
  const generator = new Generator(config, parameters, options);
  try {
    for (let start = answers.length; start < prompts.length; start += job.batch) {
      const batch = prompts.slice(start, start + job.batch);
      const tokens = await generator.generate(
        batch.map(({ ids }) => ids),
        job.maxNewTokens,
      );
      const records = batch.map(({ id }, i) => ({ id, answer: tokenizer.decode(tokens[i] as number[]) }));
      appendRecords(job.partial, records);
      answers.push(...records);
      onProgress(batch.length, prompts.length);
    }
  } finally {
    await generator.release();
  }
  const byId = new Map(answers.map((record) => [record.id, record]));
  writeJsonLines(
    job.out,
    examples.map(({ id }) => byId.get(id)),
  );
  rmSync(job.partial, { force: true });
}

/** The answers of whole batches; what comes after them, torn by a kill or not of these prompts, is cut off the file. */
function wholeBatches(job: GenerateJob, prompts: readonly { readonly id: string }[]): AnswerRecord[] {
  const answers: AnswerRecord[] = [];
  const lines = existsSync(job.partial) ? readText(job.partial).split('\n').slice(0, -1) : [];
  for (const line of lines) {
    const answer = parseAnswer(line);
    if (!answer || answer.id !== prompts[answers.length]?.id) break;
    answers.push(answer);
  }
  answers.splice(answers.length - (answers.length % job.batch));
  writeFileAtomic(job.partial, answers.map(formatAnswer).join(''));
  return answers;
}

function parseAnswer(line: string): AnswerRecord | undefined {
  try {
    return AnswerRecord.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const formatAnswer = (answer: AnswerRecord) => `${JSON.stringify(answer)}\n`;

function appendRecords(path: string, records: readonly AnswerRecord[]): void {
  try {
    appendFileSync(path, records.map(formatAnswer).join(''));
  } catch (error) {
    throw fileError(error, path, 'write');
  }
}
