import pLimit from 'p-limit';
import type { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { randomKey } from '../../core/random.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import { type Paraphrases, paraphraseRequest } from './paraphrase-request.js';

export interface AskOptions {
  readonly questions: readonly { readonly id: string; readonly question: string }[];
  /** Wordings to ask for, of each question. */
  readonly candidates: number;
  readonly seed: number;
  readonly onQuestion?: (() => void) | undefined;
}

/** What a model proposed. */
export interface Asked {
  /** By question, in their order; empty where there is no answer. */
  readonly candidates: readonly (readonly string[])[];
  /** Questions to which the model gave no usable answer. */
  readonly unusable: number;
  /** Questions that the budget of requests did not reach. */
  readonly notAsked: number;
  /** Questions that the cache has no answer to, offline. */
  readonly notCached: number;
}

/** Questions handed to the endpoint at once; it has its own, lower, number of requests under way. */
const AHEAD = 64;

/**
 * Asks a model for other wordings of every question, each question with a seed of its own. A question without a usable
 * answer, one that the budget does not reach, or one that the cache lacks offline, is counted and gets none.
 *
 * @throws the errors of `ChatEndpoint.complete` but for those three, at the first
 */
export async function askForParaphrases(endpoint: ChatEndpoint, options: AskOptions): Promise<Asked> {
  const { questions, candidates, seed, onQuestion = () => {} } = options;
  const missing = { ENDPOINT_BAD_ANSWER: 0, ENDPOINT_BUDGET: 0, ENDPOINT_NOT_CACHED: 0 };
  const limit = pLimit(AHEAD);
  const proposals = await Promise.all(
    questions.map(({ id, question }) =>
      limit(async (): Promise<string[]> => {
        const request = paraphraseRequest(question.trim(), candidates, randomKey(seed, `paraphrase/${id}`) >>> 1);
        try {
          const { json } = await endpoint.complete(request);
          return (json as z.infer<typeof Paraphrases>).paraphrases;
        } catch (error) {
          const code = error instanceof UnisonoError ? error.code : undefined;
          if (code !== 'ENDPOINT_BAD_ANSWER' && code !== 'ENDPOINT_BUDGET' && code !== 'ENDPOINT_NOT_CACHED') {
            limit.clearQueue();
            throw error;
          }
          missing[code]++;
          return [];
        } finally {
          onQuestion();
        }
      }),
    ),
  );
  return {
    candidates: proposals,
    unusable: missing.ENDPOINT_BAD_ANSWER,
    notAsked: missing.ENDPOINT_BUDGET,
    notCached: missing.ENDPOINT_NOT_CACHED,
  };
}
