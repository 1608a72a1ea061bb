import { RandomStream } from '../../core/random.js';
import type { VariationKind } from './kind.js';

/** Every variant that `kind` makes of `text`, sorted: what a test compares when order is left to chance. */
export function variantsOf(kind: VariationKind, text: string, paraphrases: readonly string[] = []): string[] {
  return kind.apply({ text, paraphrases }, new RandomStream(1, 'test')).sort();
}
