import { z } from 'zod';
import type { TargetContext } from './target.js';

/** A passage, or its id alone. */
const RecordedContext = z.union([
  z.string(),
  z.looseObject({ id: z.string(), title: z.string().optional(), text: z.string().optional() }),
]);

/** One line of a file of answers, best context first. */
export const RecordedAnswer = z
  .looseObject({
    id: z.string().min(1).optional(),
    question: z.string().min(1).optional(),
    answer: z.string(),
    contexts: z.array(RecordedContext).optional(),
    seconds: z.number().min(0).optional(),
  })
  .refine(({ id, question }) => id !== undefined || question !== undefined, 'has neither id nor question');
export type RecordedAnswer = z.infer<typeof RecordedAnswer>;

/** Its contexts, as far as known. */
export function contextsOf({ contexts }: Pick<RecordedAnswer, 'contexts'>): TargetContext[] | undefined {
  return contexts?.map((context) =>
    typeof context === 'string'
      ? { id: context, title: '', text: '' }
      : { id: context.id, title: context.title ?? '', text: context.text ?? '' },
  );
}
