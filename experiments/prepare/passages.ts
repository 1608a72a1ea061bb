/** Ends of sentences: a mark, perhaps a closing quote, then something that can begin a sentence. */
const SENTENCE_END = /(?<=[.!?]["')\]]?)\s+(?=["'(A-Z0-9])/;

const wordCount = (text: string) => text.split(/\s+/).length;

/** `text` in passages of whole sentences, each of at most `words` words unless a sentence alone has more. */
export function passagesOf(text: string, words: number): string[] {
  const passages: string[] = [];
  for (const sentence of text.trim().split(SENTENCE_END)) {
    const last = passages.at(-1);
    const joined = `${last} ${sentence}`;
    if (last !== undefined && wordCount(joined) <= words) passages[passages.length - 1] = joined;
    else passages.push(sentence);
  }
  return passages;
}
