/** One of `added_tokens` in tokenizer.json. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Whether the token is matched in normalized text. */
  readonly normalized: boolean;
  /** Whether the match includes the white space before or after it. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Whether the token matches only at word boundaries. */
  readonly single_word: boolean;
}

/** A piece of text or an added token in it. `start` is an index into the text. */
export type Section = { readonly start: number } & ({ readonly text: string } | { readonly token: AddedToken });

const WORD = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
const WORD_BEFORE = new RegExp(`${WORD}$`, 'u');
const WORD_BEHIND = new RegExp(`^${WORD}`, 'u');

/** Finds added tokens in a text: from left to right, the longest first (`AddedVocabulary` of the `tokenizers` library). */
export class AddedTokenSplitter {
  private readonly byContent: ReadonlyMap<string, AddedToken>;
  private readonly pattern: RegExp | undefined;

  /** @param tokens by what is looked for */
  constructor(tokens: Iterable<readonly [content: string, token: AddedToken]>) {
    this.byContent = new Map([...tokens].filter(([content]) => content !== ''));
    const longestFirst = [...this.byContent.keys()].sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.pattern = escaped.length > 0 ? new RegExp(escaped.join('|'), 'gu') : undefined;
  }

  split(text: string): Section[] {
    if (text === '') return [];
    if (!this.pattern) return [{ start: 0, text }];
    const sections: Section[] = [];
    let end = 0;
    for (const { 0: content, index } of text.matchAll(this.pattern)) {
      const token = this.byContent.get(content) as AddedToken;
      let start = index;
      let stop = index + content.length;
      if (token.single_word && (WORD_BEFORE.test(text.slice(0, start)) || WORD_BEHIND.test(text.slice(stop)))) continue;
      if (token.lstrip) start = Math.max(end, text.slice(0, start).replace(/\p{White_Space}+$/u, '').length);
      if (token.rstrip) stop += (/^\p{White_Space}+/u.exec(text.slice(stop))?.[0] ?? '').length;
      if (start > end) sections.push({ start: end, text: text.slice(end, start) });
      sections.push({ start, token });
      end = stop;
    }
    if (end < text.length) sections.push({ start: end, text: text.slice(end) });
    return sections;
  }
}
