import { diffArrays } from 'diff';

/** A run of text that both answers share, or that only this one has. */
export interface DiffRun {
  readonly text: string;
  readonly changed: boolean;
}

/** A word, a mark, a control shown as "[U+202E]" or one character of a script without spaces; with the space after it. */
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
 * Time and memory grow with the number of words times the number that differ (Myers 1986).
 */
export function wordDiff(a: string, b: string): { a: DiffRun[]; b: DiffRun[] } {
  const [left, right] = [tokenize(a), tokenize(b)];
  const inLeft: boolean[] = [];
  const inRight: boolean[] = [];
  for (const { added, removed, count } of diffArrays(left.map(wordOf), right.map(wordOf))) {
    for (let i = 0; i < count; i++) {
      if (!added) inLeft.push(!removed);
      if (!removed) inRight.push(!added);
    }
  }
  return { a: runs(left, inLeft), b: runs(right, inRight) };
}

const wordOf = ({ word }: Token) => word;
