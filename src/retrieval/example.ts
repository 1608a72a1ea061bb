import { z } from 'zod';
import { Split } from '../core/dataset.js';
import { Kind } from '../variation/kind-names.js';

/** A retrieved article; `score` is the retriever's (BM25+), rounded to 6 decimals. */
export const Context = z.object({
  id: z.string().min(1),
  title: z.string(),
  text: z.string(),
  score: z.number().nonnegative(),
});
export type Context = z.infer<typeof Context>;

/**
 * A question in one wording with the contexts that this wording retrieves, ordered by article id so that a position
 * says nothing of a rank. An original has the id of its question and the kind `original`.
 */
export const Example = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  split: Split,
  kind: z.enum(['original', ...Kind.options]),
  text: z.string().min(1),
  contexts: z.array(Context),
  answer: z.string().min(1),
});
export type Example = z.infer<typeof Example>;
