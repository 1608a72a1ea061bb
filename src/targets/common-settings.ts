import { z } from 'zod';
import type { PromptTemplate } from '../text/prompt.js';
import { type PassageFinder, passageFinder } from './passages.js';

/** Settings that several kinds of target have. */
export const Text = z.string().min(1);
export const Count = z.int().min(1).max(1_000_000);
export const ServerUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Settings of every kind. */
export const common = {
  name: Text.optional().describe('Name in messages and results. Default: URL, file or model of the target.'),
  version: Text.optional().describe(
    'Version of the service behind the target. Change it when the service changes: answers of another version are not reused.',
  ),
};

/** Settings of targets that are asked over a network. */
export const remote = {
  concurrency: Count.default(4).describe('Questions in parallel; per server if there are several.'),
  timeoutSeconds: z
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe('Timeout of one request in seconds; after it the question is asked again.'),
  retries: z.int().min(0).max(100).default(4).describe('Largest number of retries after a failure.'),
};

/** The prompt of a model, with its defaults. */
export function promptSetting({ user, passage }: PromptTemplate) {
  return z
    .strictObject({
      user: Text.default(user).describe('Prompt template with {contexts} and {question}.'),
      passage: Text.default(passage).describe('Template of one passage with {title} and {text}.'),
    })
    .prefault({});
}

/** unisono's own retriever in front of a model. */
export const Retrieval = z
  .strictObject({
    articles: Text.describe('articles.jsonl to search for questions without contexts.'),
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
