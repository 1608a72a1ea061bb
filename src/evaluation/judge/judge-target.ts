import { UnisonoError } from '../../core/errors.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { Secret } from '../../endpoint/secrets.js';
import type { Target, TargetAnswer, TargetQuestion } from '../../targets/target.js';
import { JUDGE_SYSTEM, JudgeAnswer, type JudgedPair, judgeMessages } from './judge-prompt.js';

/** Verdict of a judge on two answers; `unusable` if three replies contain none. */
export type JudgeWord = 'same' | 'different' | 'unusable';

/** The question to a judge about a pair, as the text of a `TargetQuestion`. */
export function judgeQuestion(pair: JudgedPair): string {
  return JSON.stringify([pair.question, pair.rewording, pair.first, pair.second]);
}

/** A judging model as a target: asked, logged and resumed like any other. */
export class JudgeTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  readonly takesContexts = false;
  readonly retrieves = false;
  readonly retries = 0;

  /**
   * @param endpoint without a cache. It merges equal concurrent requests, so a repetition must wait for the first judgment
   */
  constructor(
    model: string,
    private readonly endpoint: Pick<ChatEndpoint, 'complete' | 'url'>,
    readonly concurrency: number,
    readonly secrets: readonly Secret[],
  ) {
    this.name = `judge ${model}`;
    this.identity = { kind: 'judge', url: endpoint.url, model, system: JUDGE_SYSTEM, temperature: 0 };
  }

  async answer({ question }: TargetQuestion): Promise<TargetAnswer> {
    const [wording, rewording, first, second] = JSON.parse(question) as [string, string, string, string];
    const started = performance.now();
    const answer = await this.judge({ question: wording, rewording, first, second });
    return { answer, seconds: (performance.now() - started) / 1000 };
  }

  async close(): Promise<void> {}

  private async judge(pair: JudgedPair): Promise<JudgeWord> {
    const messages = judgeMessages(pair);
    try {
      const request = { messages, temperature: 0, maxTokens: 64, responseSchema: JudgeAnswer };
      const { json } = await this.endpoint.complete(request);
      return JudgeAnswer.parse(json).same ? 'same' : 'different';
    } catch (error) {
      if (error instanceof UnisonoError && error.code === 'ENDPOINT_BAD_ANSWER') return 'unusable';
      throw error;
    }
  }
}
