import { z } from 'zod';
import { Split } from '../core/dataset.js';
import { Kind } from './kind-names.js';

/** Who made a paraphrase that was not recorded: a rule, or a model behind an endpoint. Its variant's id says so too. */
export const SynthesisSource = z.enum(['rule', 'endpoint']);
export type SynthesisSource = z.infer<typeof SynthesisSource>;

/** A rewording of one question. `id` is `<question id>#<kind>-<n>`, n counting from 1. */
export const Variant = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  split: Split,
  kind: Kind,
  text: z.string().min(1),
  source: SynthesisSource.optional(),
});
export type Variant = z.infer<typeof Variant>;
