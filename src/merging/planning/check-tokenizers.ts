import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasTokenizer, readTokenizer, tokenIds } from '../vocabulary/tokenizer-file.js';
import type { OpenModels } from './open-models.js';

/**
 * Warnings about tokenizers and chat templates that differ from the donor's, where the configuration does not say what
 * to do about it: rows of embeddings are then merged although they stand for different tokens.
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

/** The chat template of a model directory, from chat_template.jinja or tokenizer_config.json; undefined if none. */
export function chatTemplate(dir: string): string | undefined {
  const file = join(dir, 'chat_template.jinja');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const config = join(dir, 'tokenizer_config.json');
  if (!existsSync(config)) return undefined;
  try {
    const { chat_template: template } = JSON.parse(readFileSync(config, 'utf8')) as { chat_template?: unknown };
    if (typeof template === 'string') return template.trim();
    const list = Array.isArray(template) ? (template as { name?: string; template?: string }[]) : [];
    return list.find(({ name }) => name === 'default')?.template?.trim();
  } catch {
    // A broken file is told of where it is copied from; here it has no template.
    return undefined;
  }
}
