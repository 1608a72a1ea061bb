import { z } from 'zod';
import { Device } from '../graph/device.js';
import { DEFAULT_PROMPT, type PromptTemplate } from '../text/prompt.js';

const Text = z.string().min(1);
const Count = z.int().min(1).max(1_000_000);

const common = {
  name: Text.optional().describe('Shown in messages and results. Default: what the target is.'),
  version: Text.optional().describe(
    'Change it when what is behind the target has changed: answers to the old one are not used again.',
  ),
};

const remote = {
  concurrency: Count.default(4).describe('Questions under way at a time; at each server where there are several.'),
  timeoutSeconds: z.number().positive().max(86_400).default(60).describe('After which a question is asked again.'),
  retries: z.int().min(0).max(100).default(4).describe('Times that a question is asked again after a failure.'),
};

/** The prompt of a model, with its defaults. */
function prompt({ user, passage }: PromptTemplate) {
  return z
    .strictObject({
      user: Text.default(user).describe('The prompt: {contexts} and {question}.'),
      passage: Text.default(passage).describe('One passage: {title} and {text}.'),
    })
    .prefault({});
}

/** For models that talk. */
const CHAT_PROMPT: PromptTemplate = {
  user: 'Answer the question from these passages.{contexts}\n\nQuestion: {question}',
  passage: '\n\n{title}\n{text}',
};

const Retrieval = z
  .strictObject({
    articles: Text.describe('articles.jsonl, searched for every question that comes without contexts.'),
    k: Count.default(3).describe('Passages per question.'),
  })
  .optional()
  .describe("Our retriever. Default: the examples' own contexts.");

/** A header as it is, or taken from an environment variable. */
export const HeaderValue = z.union([
  z.string(),
  z.strictObject({
    env: z.string().regex(/^[A-Za-z_]\w*$/, 'is not the name of an environment variable'),
    prefix: z.string().default('').describe('Put before the value, for example "Bearer ".'),
    secret: z.boolean().default(true).describe('false: the value changes answers and may be shown.'),
  }),
]);

const Paths = z.union([Text, z.array(Text).min(1)]);

/** Where usual services put their answer; the first that is a text is taken. */
const USUAL_ANSWERS = ['answer', 'response', 'output', 'result', 'text', 'content'];
const USUAL_CONTEXTS = ['contexts', 'context', 'sources', 'source_documents', 'documents', 'passages', 'citations'];

const Http = z.strictObject({
  kind: z.literal('http').describe("The user's own RAG service."),
  ...common,
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).describe('Questions are POSTed to it.'),
  headers: z.record(z.string().regex(/^[!#$%&'*+.^`|~\w-]+$/, 'is not the name of a header'), HeaderValue).default({}),
  body: z
    .json()
    .default({ question: '{question}' })
    .describe('JSON that is sent; texts may hold {question} and {contexts}, "{contexts}" alone becomes a list.'),
  passage: Text.default('\n{title}: {text}').describe('How a passage is written inside a text.'),
  answer: Paths.default([...USUAL_ANSWERS.map((name) => `$.${name}`), '$.choices[0].message.content']).describe(
    'JSONPath (RFC 9535) of the answer; of several, the first that selects a text.',
  ),
  contexts: Paths.default(USUAL_CONTEXTS.map((name) => `$.${name}[*]`)).describe(
    'JSONPath of what was retrieved, best first: texts, or objects that the next three look into.',
  ),
  contextId: Paths.default([
    '$.id',
    '$.document_id',
    '$.doc_id',
    '$.metadata.id',
    '$.metadata.source',
    '$.source',
    '$.url',
  ]),
  contextTitle: Paths.default(['$.title', '$.metadata.title', '$.name']),
  contextText: Paths.default(['$.text', '$.content', '$.page_content', '$.passage', '$.snippet']),
  sendContexts: z
    .boolean()
    .default(false)
    .describe('Sends the contexts of the examples with every question; body must have {contexts}.'),
  ...remote,
});

const ServerUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const OpenAi = z.strictObject({
  kind: z.literal('openai').describe('A chat model behind any OpenAI-compatible endpoint.'),
  ...common,
  baseUrl: z
    .union([ServerUrl, z.array(ServerUrl).min(1)])
    .describe('For example http://localhost:8000/v1. Of several servers of one model each is asked by turns.'),
  model: Text,
  system: Text.optional().describe('A system message before the prompt.'),
  apiKeyEnv: Text.optional().describe('Environment variable that holds the key.'),
  prompt: prompt(CHAT_PROMPT),
  temperature: z.number().min(0).max(2).default(0),
  topP: z.number().positive().max(1).default(1),
  maxTokens: Count.default(256).describe('Of an answer, at most.'),
  seed: z.int().min(0).optional(),
  stop: z.array(Text).optional(),
  retrieval: Retrieval,
  ...remote,
});

const Embedded = z.strictObject({
  kind: z.literal('embedded').describe('A model that unisono runs itself.'),
  ...common,
  model: Text.describe('Hugging Face directory, or a hub id in the cache.'),
  adapter: Text.optional().describe('PEFT adapter of the model.'),
  device: Device.default('cpu'),
  prompt: prompt(DEFAULT_PROMPT),
  maxNewTokens: Count.default(48),
  batch: Count.default(32).describe('Prompts at a time.'),
  sample: z.boolean().default(false).describe('Draws tokens as generation_config.json says; false: greedy.'),
  seed: z.int().min(0).default(1).describe('Of the drawing; every repetition of a question has its own.'),
  retrieval: Retrieval,
});

const Recorded = z.strictObject({
  kind: z.literal('recorded').describe('A file of answers that were collected before.'),
  ...common,
  file: Text.describe('JSON lines {"id" or "question", "answer", "contexts"?}.'),
});

/** The file of a target. Paths in it are relative to its folder. */
export const TargetSettings = z.discriminatedUnion('kind', [Http, OpenAi, Embedded, Recorded]);
export type TargetSettings = z.output<typeof TargetSettings>;
export type HttpSettings = z.output<typeof Http>;
export type OpenAiSettings = z.output<typeof OpenAi>;
export type EmbeddedSettings = z.output<typeof Embedded>;
export type RecordedSettings = z.output<typeof Recorded>;
