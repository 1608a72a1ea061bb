import { UnisonoError } from '../../core/errors.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { Secret } from '../../endpoint/secrets.js';
import { ragMessages } from '../../text/prompt.js';
import type { PassageFinder } from '../passages.js';
import type { Target, TargetAnswer, TargetQuestion } from '../target.js';
import { type FailureScope, TargetFailure } from '../target-failure.js';
import type { OpenAiSettings } from '../target-settings.js';

/** What a target needs of an endpoint. */
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
