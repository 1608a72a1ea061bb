import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { fileError, UnisonoError } from '../../core/errors.js';
import { readJsonLines, readText, writeFileAtomic, writeJson, writeJsonLines } from '../../core/files.js';
import { readDecoding } from '../../generation/decoding.js';
import { Generator } from '../../generation/generator.js';
import type { SessionOptions } from '../../graph/session.js';
import { loadAdaptedModel } from '../../models/model-directory.js';
import { promptIds, ragMessages } from '../../text/prompt.js';
import { Tokenizer } from '../../text/tokenizer.js';
import type { GenerateJob, OnProgress } from '../engine.js';
import { AnswerRecord, PromptRecord } from '../records.js';
import { orderPrompts } from './prompt-order.js';

/**
 * Runs a `GenerateJob` in this thread. Prompts are ordered and cut into windows first, so a resumed job has the same windows
 * as an uninterrupted one.
 */
export async function runGenerateJob(job: GenerateJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  const { config, parameters } = loadAdaptedModel(job.model, job.adapter);
  const decoding = readDecoding(job.model, config, job.decoding);
  const tokenizer = Tokenizer.load(job.model, config.vocab_size);
  const examples = readJsonLines(job.examples, PromptRecord, { stage: 'unisono retrieve' });
  const prompts = orderPrompts(
    examples.map(({ id, text, contexts }) => {
      const ids = promptIds(tokenizer, ragMessages(job.prompt, contexts, text));
      const limit = config.max_position_embeddings - job.maxNewTokens;
      if (ids.length > limit) throw new UnisonoError('PROMPT_TOO_LONG', { id, tokens: ids.length, limit });
      return { id, ids };
    }),
  );

  const window = job.batch * (job.window ?? 1);
  const answers = wholeWindows(job, window, prompts);
  if (answers.length > 0) onProgress(answers.length, prompts.length, 'resumed');
  const { precision = 'float32' } = job;
  const generator = new Generator(config, parameters, { ...options, precision });
  const { stopStrings } = decoding;
  const textOf = (tokens: readonly number[]) => cutAtStop(tokenizer.decode(tokens), stopStrings);
  const stopped = (tokens: readonly number[]) => textOf(tokens).stopped;
  try {
    for (let start = answers.length; start < prompts.length; start += window) {
      const part = prompts.slice(start, start + window);
      const tokens = await generator.generate(
        part.map(({ ids }) => ids),
        job.maxNewTokens,
        {
          rows: job.batch,
          decoding,
          names: part.map(({ id }) => id),
          ...(stopStrings.length > 0 && { stopped }),
        },
      );
      const records = part.map(({ id }, i) => ({ id, answer: textOf(tokens[i] as number[]).text }));
      appendRecords(job.partial, records);
      answers.push(...records);
      onProgress(part.length, prompts.length);
    }
  } finally {
    await generator.release();
  }
  const byId = new Map(answers.map((record) => [record.id, record]));
  writeJsonLines(
    job.out,
    examples.map(({ id }) => byId.get(id)),
  );
  if (job.record) writeJson(job.record, { maxNewTokens: job.maxNewTokens, precision, ...decoding });
  rmSync(job.partial, { force: true });
}

/** The text before the first stop string in it. */
function cutAtStop(text: string, stopStrings: readonly string[]): { text: string; stopped: boolean } {
  const ends = stopStrings.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return ends.length === 0
    ? { text, stopped: false }
    : { text: text.slice(0, Math.min(...ends)).trim(), stopped: true };
}

/** The answers of whole windows; the rest of the file, cut by a kill or for other prompts, is removed. */
function wholeWindows(job: GenerateJob, window: number, prompts: readonly { readonly id: string }[]): AnswerRecord[] {
  const answers: AnswerRecord[] = [];
  const lines = existsSync(job.partial) ? readText(job.partial).split('\n').slice(0, -1) : [];
  for (const line of lines) {
    const answer = parseAnswer(line);
    if (!answer || answer.id !== prompts[answers.length]?.id) break;
    answers.push(answer);
  }
  answers.splice(answers.length - (answers.length % window));
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
