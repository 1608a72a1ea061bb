/** Treatment of the matches of a `Split` pre-tokenizer. */
export type SplitBehavior = 'Isolated' | 'Removed' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

/**
 * Cuts `text` at the matches of `pattern` (global), as `NormalizedString::split` of the `tokenizers` library.
 *
 * @param invert swaps matches and the text between them
 */
export function splitText(text: string, pattern: RegExp, behavior: SplitBehavior, invert: boolean): string[] {
  const parts = cut(text, pattern, invert);
  switch (behavior) {
    case 'Isolated':
      return parts.map(({ text: part }) => part);
    case 'Removed':
      return parts.filter(({ matched }) => !matched).map(({ text: part }) => part);
    case 'Contiguous':
      return join(parts, (part, before) => part.matched === before.matched);
    case 'MergedWithPrevious':
      return join(parts, (part, before) => part.matched && !before.matched);
    case 'MergedWithNext':
      return join(parts, (part, before) => before.matched && !part.matched);
  }
}

interface Part {
  readonly text: string;
  readonly matched: boolean;
}

function cut(text: string, pattern: RegExp, invert: boolean): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    if (index > end) parts.push({ text: text.slice(end, index), matched: invert });
    if (match !== '') parts.push({ text: match, matched: !invert });
    end = index + match.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), matched: invert });
  return parts;
}

/** Joins each part to the previous one where `joins` is true; `joins` gets the original previous part, not the joined one. */
function join(parts: readonly Part[], joins: (part: Part, before: Part) => boolean): string[] {
  const joined: string[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0 && joins(part, parts[i - 1] as Part)) joined[joined.length - 1] += part.text;
    else joined.push(part.text);
  }
  return joined;
}
