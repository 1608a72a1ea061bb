import { resolve } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { Secret } from '../../endpoint/secrets.js';
import { type PromptTemplate, ragMessages } from '../../text/prompt.js';
import { Count, common, finderOf, promptSetting, Retrieval, remote, ServerUrl, Text } from '../common-settings.js';
import { variable } from '../headers.js';
import type { PassageFinder } from '../passages.js';
import { refuseSecretsIn } from '../refuse-secrets.js';
import type { Target, TargetAnswer, TargetQuestion } from '../target.js';
import { type FailureScope, TargetFailure } from '../target-failure.js';
import { type TargetOrigin, targetKind } from '../target-kind.js';

/** Default prompt for chat models. */
const CHAT_PROMPT: PromptTemplate = {
  user: 'Answer the question from these passages.{contexts}\n\nQuestion: {question}',
  passage: '\n\n{title}\n{text}',
};

/** Settings of such a target in a file. */
export const OpenAiSettings = z.strictObject({
  kind: z.literal('openai').describe('A chat model behind an OpenAI-compatible endpoint.'),
  ...common,
  baseUrl: z
    .union([ServerUrl, z.array(ServerUrl).min(1)])
    .describe('Address such as http://localhost:8000/v1. Several servers of the same model are used in turn.'),
  model: Text.describe('Model name at the endpoint.'),
  system: Text.optional().describe('A system message before the prompt.'),
  apiKeyEnv: Text.optional().describe(
    'Environment variable that holds the key. Default: OPENAI_API_KEY, if that is set.',
  ),
  prompt: promptSetting(CHAT_PROMPT).describe('Prompt template.'),
  temperature: z.number().min(0).max(2).default(0).describe('Sampling temperature; 0 for greedy decoding.'),
  topP: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('Nucleus sampling: tokens are sampled from the smallest set with this total probability.'),
  maxTokens: Count.default(256).describe('Largest number of tokens of an answer.'),
  seed: z.int().min(0).optional().describe('Random seed that is sent with every question.'),
  stop: z.array(Text).optional().describe('Texts that end an answer.'),
  retrieval: Retrieval,
  ...remote,
});
export type OpenAiSettings = z.output<typeof OpenAiSettings>;

/** The part of an endpoint that a target needs. */
type Endpoint = Pick<ChatEndpoint, 'complete' | 'url'>;

/** A chat model behind an OpenAI-compatible endpoint, with our prompt around the contexts. */
export class OpenAiTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  readonly takesContexts = true;
  readonly retrieves: boolean;
  readonly concurrency: number;
  /** Time-outs and repetitions are the endpoint's. */
  readonly retries = 0;
  /** An endpoint sends equal requests that are under way once, so every repetition has an endpoint of its own. */
  private readonly endpoints = new Map<number, Endpoint>();

  /** @param endpoint makes one without a cache */
  constructor(
    private readonly settings: OpenAiSettings,
    private readonly endpoint: () => Endpoint,
    private readonly passages: PassageFinder | undefined,
    readonly secrets: readonly Secret[],
  ) {
    const { model, system, prompt, temperature, topP, maxTokens, seed, stop, name, version } = settings;
    this.name = name ?? model;
    this.retrieves = passages !== undefined;
    this.concurrency = settings.concurrency * [settings.baseUrl].flat().length;
    const parameters = { temperature, topP, maxTokens, seed: seed ?? null, stop: stop ?? null };
    const asked = { kind: 'openai', url: this.endpointFor(0).url, model, system: system ?? null, prompt, parameters };
    this.identity = { ...asked, retrieval: passages?.identity ?? null, version: version ?? null };
  }

  async answer(asked: TargetQuestion): Promise<TargetAnswer> {
    const { question, contexts = this.passages?.find(question), repeat = 0 } = asked;
    const { system, prompt, temperature, topP, maxTokens, seed, stop } = this.settings;
    const started = performance.now();
    const request = {
      messages: [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        ...ragMessages(prompt, contexts ?? [], question).map(({ content }) => ({ role: 'user' as const, content })),
      ],
      ...{ temperature, topP, maxTokens },
      ...(seed !== undefined && { seed }),
      ...(stop && { stop }),
    };
    try {
      const { text } = await this.endpointFor(repeat).complete(request);
      return { answer: text.trim(), ...(contexts && { contexts }), seconds: (performance.now() - started) / 1000 };
    } catch (error) {
      throw asTargetFailure(error);
    }
  }

  async close(): Promise<void> {}

  private endpointFor(repeat: number): Endpoint {
    const endpoint = this.endpoints.get(repeat) ?? this.endpoint();
    this.endpoints.set(repeat, endpoint);
    return endpoint;
  }
}

/** The kind `openai`. */
export const openAi = targetKind({
  settings: OpenAiSettings,
  argument: {
    example: 'http://localhost:8000/v1 --model my-model',
    options: ['model', 'apiKeyEnv'],
    settings: ({ given, path, model, apiKeyEnv }) =>
      path !== undefined || model === undefined
        ? undefined
        : { baseUrl: given, model, ...(apiKeyEnv !== undefined && { apiKeyEnv }) },
  },
  open,
});

/**
 * The key is OPENAI_API_KEY's, if that is set, unless another variable is named, which then must be. OpenAI's client is loaded
 * here, so that importing targets of other kinds does not load it.
 */
async function open(settings: OpenAiSettings, { path, folder, env }: TargetOrigin): Promise<OpenAiTarget> {
  const { baseUrl, model, apiKeyEnv, concurrency, timeoutSeconds, retries: maxRetries } = settings;
  for (const url of [baseUrl].flat()) refuseSecretsIn(url, path, 'baseUrl');
  const value = apiKeyEnv === undefined ? env.OPENAI_API_KEY?.trim() : variable(apiKeyEnv, env, path);
  const secrets = value ? [{ variable: apiKeyEnv ?? 'OPENAI_API_KEY', value }] : [];
  const options = { baseUrl, model, apiKeyEnv, concurrency, timeoutMs: timeoutSeconds * 1000, maxRetries, env };
  const passages = finderOf(settings.retrieval, (file) => resolve(folder, file));
  const { ChatEndpoint } = await import('../../endpoint/chat-endpoint.js');
  return new OpenAiTarget(settings, () => new ChatEndpoint(options), passages, secrets);
}

/** A question that cannot be answered must not end the others; a wrong key, model or address, or a spent budget must. */
function asTargetFailure(error: unknown): unknown {
  if (!(error instanceof UnisonoError)) return error;
  const { code, details } = error;
  const ofQuestion =
    code === 'ENDPOINT_REFUSED'
      ? [400, 413, 422].includes(Number(details.status))
      : ['ENDPOINT_BAD_ANSWER', 'ENDPOINT_UNREACHABLE', 'ENDPOINT_RATE_LIMITED'].includes(code);
  const scope: FailureScope = ofQuestion ? 'question' : 'target';
  return new TargetFailure(code, details, scope, undefined, { cause: error });
}
