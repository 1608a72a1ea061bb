import { z } from 'zod';
import { Kind, Split } from '../core/dataset.js';

/** A rewording of one question. `id` is `<question id>#<kind>-<n>`, n counting from 1. */
export const Variant = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  split: Split,
  kind: Kind,
  text: z.string().min(1),
});
export type Variant = z.infer<typeof Variant>;
