/** `text` up to the last end of a sentence within its first `words` words; without one, those words. */
export function cutAnswer(text: string, words: number): string {
  const parts = text.trim().split(/\s+/);
  if (parts.length <= words) return parts.join(' ');
  const cut = parts.slice(0, words);
  const end = cut.findLastIndex((word) => /[.!?]["')\]]?$/.test(word));
  return cut.slice(0, end > 0 ? end + 1 : words).join(' ');
}
