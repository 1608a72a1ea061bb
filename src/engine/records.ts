import { z } from 'zod';

/** The fields of an example that an engine reads. */
export const PromptRecord = z.looseObject({
  id: z.string(),
  text: z.string(),
  contexts: z.array(z.looseObject({ title: z.string(), text: z.string() })),
  answer: z.string(),
});
export type PromptRecord = z.infer<typeof PromptRecord>;

/** A query to encode or to read activations of. */
export const QueryRecord = z.looseObject({ id: z.string(), text: z.string() });

/** One model answer. */
export const AnswerRecord = z.strictObject({ id: z.string(), answer: z.string() });
export type AnswerRecord = z.infer<typeof AnswerRecord>;
