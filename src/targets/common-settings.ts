import { z } from 'zod';
import type { PromptTemplate } from '../text/prompt.js';
import { type PassageFinder, passageFinder } from './passages.js';

/** Settings that several kinds of target have. */
export const Text = z.string().min(1);
export const Count = z.int().min(1).max(1_000_000);
export const ServerUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Settings of every kind. */
export const common = {
  name: Text.optional().describe('Shown in messages and results. Default: what the target is.'),
  version: Text.optional().describe(
    'Change it when what is behind the target has changed: answers to the old one are not used again.',
  ),
};

/** Settings of what is asked over a network. */
export const remote = {
  concurrency: Count.default(4).describe('Questions under way at a time; at each server where there are several.'),
  timeoutSeconds: z
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe('Seconds after which a question is asked again.'),
  retries: z.int().min(0).max(100).default(4).describe('Times that a question is asked again after a failure.'),
};

/** The prompt of a model, with its defaults. */
export function promptSetting({ user, passage }: PromptTemplate) {
  return z
    .strictObject({
      user: Text.default(user).describe('The prompt: {contexts} and {question}.'),
      passage: Text.default(passage).describe('One passage: {title} and {text}.'),
    })
    .prefault({});
}

/** unisono's own retriever in front of a model. */
export const Retrieval = z
  .strictObject({
    articles: Text.describe('articles.jsonl, searched for every question that comes without contexts.'),
    k: Count.default(3).describe('Passages per question.'),
  })
  .optional()
  .describe("Retrieval by unisono (BM25+). Default: the examples' own contexts.");

/**
 * The retriever that a setting asks for.
 *
 * @param at resolves a path of the settings
 */
export function finderOf(
  retrieval: z.output<typeof Retrieval>,
  at: (file: string) => string,
): PassageFinder | undefined {
  return retrieval && passageFinder(at(retrieval.articles), retrieval.k);
}
