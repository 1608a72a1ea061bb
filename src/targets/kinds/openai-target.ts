import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import { ragMessages } from '../../text/prompt.js';
import type { PassageFinder } from '../passages.js';
import type { Secret, Target, TargetAnswer, TargetQuestion } from '../target.js';
import type { OpenAiSettings } from '../target-settings.js';

/** A chat model behind an OpenAI-compatible endpoint, with our prompt around the contexts. */
export class OpenAiTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  readonly takesContexts = true;
  readonly retrieves: boolean;
  readonly concurrency: number;
  /** Time-outs and repetitions are the endpoint's. */
  readonly retries = 0;

  /** @param endpoint without a cache: a repeated question must be answered anew */
  constructor(
    private readonly settings: OpenAiSettings,
    private readonly endpoint: Pick<ChatEndpoint, 'complete'>,
    private readonly passages: PassageFinder | undefined,
    readonly secrets: readonly Secret[],
  ) {
    const { baseUrl, model, system, prompt, temperature, topP, maxTokens, seed, stop, name, version } = settings;
    this.name = name ?? model;
    this.retrieves = passages !== undefined;
    this.concurrency = settings.concurrency;
    const parameters = { temperature, topP, maxTokens, seed: seed ?? null, stop: stop ?? null };
    const retrieval = passages?.identity ?? null;
    const asked = { kind: 'openai', baseUrl, model, system: system ?? null, prompt, parameters };
    this.identity = { ...asked, retrieval, version: version ?? null };
  }

  async answer({ question, contexts = this.passages?.find(question) }: TargetQuestion): Promise<TargetAnswer> {
    const { system, prompt, temperature, topP, maxTokens, seed, stop } = this.settings;
    const started = performance.now();
    const { text } = await this.endpoint.complete({
      messages: [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        { role: 'user' as const, content: ragMessages(prompt, contexts ?? [], question)[0]!.content },
      ],
      temperature,
      topP,
      maxTokens,
      ...(seed !== undefined && { seed }),
      ...(stop && { stop }),
    });
    return { answer: text.trim(), ...(contexts && { contexts }), seconds: (performance.now() - started) / 1000 };
  }

  async close(): Promise<void> {}
}
