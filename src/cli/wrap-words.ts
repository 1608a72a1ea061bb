/**
 * Breaks `text` at spaces into lines of at most `width` columns; a longer word has a line of its own.
 *
 * @param indent put before all lines but the first
 */
export function wrapWords(
  text: string,
  { width = 80, indent = '' }: { width?: number; indent?: string } = {},
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines;
}
