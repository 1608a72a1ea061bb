/** A run of text that both answers share, or that only this one has. */
export interface DiffRun {
  readonly text: string;
  readonly changed: boolean;
}

/** A word, a mark, a control shown as "[U+202E]" or one character of a script without spaces; and the space behind. */
interface Token {
  readonly word: string;
  readonly space: string;
}

const SPACELESS = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const TOKEN = new RegExp(
  `(\\[U\\+[0-9A-F]{4}\\]|[${SPACELESS}]|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}'’])+|[^\\s]|^(?=\\s))(\\s*)`,
  'gu',
);

function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), ([, word, space]) => ({ word: word!, space: space! }));
}

/** Marks the tokens of a longest common subsequence: [in a, in b], by dynamic programming, O(|a| |b|) bytes. */
function commonTokens(a: readonly Token[], b: readonly Token[]): [boolean[], boolean[]] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i]!.word === b[j]!.word
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const inA: boolean[] = a.map(() => false);
  const inB: boolean[] = b.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]!.word === b[j]!.word) inA[i++] = inB[j++] = true;
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
  return [inA, inB];
}

/** Joins tokens into runs; the space between two changed words belongs to their run, other space is unchanged. */
function runs(tokens: readonly Token[], common: readonly boolean[]): DiffRun[] {
  const out: { text: string; changed: boolean }[] = [];
  const add = (text: string, changed: boolean) => {
    if (text === '') return;
    const last = out.at(-1);
    if (last?.changed === changed) last.text += text;
    else out.push({ text, changed });
  };
  tokens.forEach(({ word, space }, i) => {
    add(word, !common[i]);
    add(space, !common[i] && common[i + 1] === false);
  });
  return out;
}

/**
 * Word-level difference of two texts, case-sensitive, white space ignored. The runs of each side joined are that text.
 * Time and memory grow with the product of the numbers of words: give it texts of a few thousand characters at most.
 */
export function wordDiff(a: string, b: string): { a: DiffRun[]; b: DiffRun[] } {
  const [left, right] = [tokenize(a), tokenize(b)];
  const [inLeft, inRight] = commonTokens(left, right);
  return { a: runs(left, inLeft), b: runs(right, inRight) };
}
