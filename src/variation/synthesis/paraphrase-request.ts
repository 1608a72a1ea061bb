import { z } from 'zod';
import type { ChatRequest } from '../../endpoint/chat-request.js';

/** What a model is to answer. */
export const Paraphrases = z.object({ paraphrases: z.array(z.string()).min(1) });

/** Tokens of one paraphrase, with room for a long question. */
const TOKENS = 96;

/** One exchange of what is wanted: models without a schema, and small ones, follow it better than any description. */
const EXAMPLE = {
  question: 'Where can I buy a ticket for 2 days?',
  paraphrases: [
    'At which place do I get a 2-day ticket?',
    'Who sells tickets that are valid for 2 days?',
    'I need a ticket for 2 days, where is it sold?',
    'What is the place to go to for a ticket for 2 days?',
  ],
};

/** Asks a chat model for `candidates` other wordings of a question. */
export function paraphraseRequest(question: string, candidates: number, seed: number): ChatRequest {
  const task =
    `You reword questions. Write ${candidates} other ways in which people would ask exactly the same question, in its own ` +
    'language, with every number, name, product, negation and condition of it. Do not answer it. Give JSON.';
  return {
    messages: [
      { role: 'system', content: task },
      { role: 'user', content: EXAMPLE.question },
      { role: 'assistant', content: JSON.stringify({ paraphrases: EXAMPLE.paraphrases }) },
      { role: 'user', content: question },
    ],
    temperature: 0.9,
    topP: 0.95,
    maxTokens: TOKENS * (candidates + 1),
    seed,
    responseSchema: Paraphrases,
  };
}
