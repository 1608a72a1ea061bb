import { z } from 'zod';
import type { ChatRequest } from '../../endpoint/chat-request.js';

/** What a model is to answer. */
export const Paraphrases = z.object({ paraphrases: z.array(z.string()) });

/** Tokens of one paraphrase, with room for a long question. */
const TOKENS = 96;

/** Asks a chat model for `candidates` other wordings of a question. */
export function paraphraseRequest(question: string, candidates: number, seed: number): ChatRequest {
  const task =
    `You reword questions. Write ${candidates} different ways in which other people would ask exactly the same question. ` +
    'Keep the language, and every number, name, product, negation and condition. Do not answer it. ' +
    'Give JSON: {"paraphrases": ["...", "..."]}.';
  return {
    messages: [
      { role: 'system', content: task },
      { role: 'user', content: question },
    ],
    temperature: 0.9,
    topP: 0.95,
    maxTokens: TOKENS * (candidates + 1),
    seed,
    responseSchema: Paraphrases,
  };
}
