import type { OpenModels } from '../sources/open-models.js';
import { chatTemplate } from './chat-template.js';
import { hasTokenizer, readTokenizer, tokenIds } from './tokenizer-file.js';

/**
 * Warnings about tokenizers and chat templates that differ from the donor's, where the configuration does not say how to
 * handle it: rows of embeddings are then merged although they stand for different tokens.
 */
export function checkTokenizers(models: OpenModels, donor: number): string[] {
  const { dir: base, label } = models.planned[donor]!;
  if (!hasTokenizer(base)) return [`${label} has no tokenizer.json: the output gets none`];
  const expected = tokenIds(readTokenizer(base));
  return models.planned.flatMap(({ dir, label: other }, m) => {
    if (m === donor || dir === base || !hasTokenizer(dir)) return [];
    const own = tokenIds(readTokenizer(dir));
    const differing = [...expected].filter(([token, id]) => own.get(token) !== id).map(([token]) => token);
    const more = [...own.keys()].filter((token) => !expected.has(token));
    const warnings: string[] = [];
    if (differing.length + more.length > 0) {
      const examples = [...differing, ...more].slice(0, 3).map((token) => JSON.stringify(token));
      warnings.push(
        `the tokenizer of ${other} differs from that of ${label} in ${differing.length + more.length} tokens (${examples.join(', ')}): set tokenizer_source`,
      );
    }
    if (chatTemplate(dir) !== chatTemplate(base))
      warnings.push(`the chat template of ${other} is not that of ${label}, which the output gets: set chat_template`);
    return warnings;
  });
}
