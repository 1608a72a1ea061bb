import { UnisonoError } from '../core/errors.js';
import type { HubId } from './hub-cache.js';
import type { HubFile } from './hub-listing.js';

/** Configuration, tokenizer, chat template and weights (safetensors only). */
const NEEDED = /(?:^|\/)[^/]+\.(?:json|safetensors|txt|model|jinja)$/;
/** Copies of the weights in other formats, and a second copy in some models. */
const COPIES = /^(?:onnx|openvino|coreml|original|gguf)\/|(?:^|\/)consolidated[^/]*\.safetensors$/;

/**
 * The files to download: those that match one of the patterns (`*` is any part of a name, `**` of a path), or else those that
 * unisono reads.
 *
 * @throws HUB_NO_WEIGHTS if no file matches, or without patterns if there are no safetensors
 */
export function selectFiles(files: readonly HubFile[], id: HubId, patterns: readonly string[] = []): HubFile[] {
  const wanted = patterns.map(globExpression);
  const chosen = files.filter(({ path }) =>
    wanted.length > 0 ? wanted.some((pattern) => pattern.test(path)) : NEEDED.test(path) && !COPIES.test(path),
  );
  const complete = wanted.length > 0 || chosen.some(({ path }) => path.endsWith('.safetensors'));
  if (chosen.length > 0 && complete) return chosen;
  const kinds = [...new Set(files.map(({ path }) => /\.[^./]+$/.exec(path)?.[0] ?? path))].sort().slice(0, 12);
  const what = wanted.length > 0 ? `that match ${patterns.join(' or ')}` : 'that end in .safetensors';
  throw new UnisonoError('HUB_NO_WEIGHTS', { id: id.name, what, kinds: kinds.join(', ') || 'nothing' });
}

function globExpression(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*|\?)/).map((part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
