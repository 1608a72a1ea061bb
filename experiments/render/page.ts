import { type ResultFiles, VIEWS } from './views.js';

/** docs/results.md and the figures that it shows, by file name. */
export interface Page {
  readonly text: string;
  readonly figures: ReadonlyMap<string, string>;
}

/** `<!-- results: <view> <file> ... -->`, alone on its line. */
const MARK = /^<!-- results: (.+) -->$/gm;

/** The request in one mark of a page. */
export interface Asked {
  readonly mark: string;
  /** Where the mark ends in the text. */
  readonly end: number;
  readonly view: string;
  readonly names: readonly string[];
}

/** The requests in a page's marks, in order. */
export function asked(text: string): Asked[] {
  return [...text.matchAll(MARK)].map(({ 0: mark, 1: words, index }) => {
    const [view, ...names] = words!.trim().split(/\s+/);
    return { mark, end: index + mark.length, view: view!, names };
  });
}

/**
 * The page with every marked region filled from the results; the rest is unchanged. A region begins with its mark and ends
 * with `<!-- end -->`, which is added after a mark that has none yet.
 *
 * @throws Error naming the region: unknown view, missing results, or duplicate
 */
export function renderPage(text: string, files: ResultFiles): Page {
  const figures = new Map<string, string>();
  const seen = new Set<string>();
  const pieces: string[] = [];
  let from = 0;
  const regions = asked(text);
  for (const [i, { mark, end, view, names }] of regions.entries()) {
    const fail = (reason: string): never => {
      throw new Error(`docs/results.md, ${mark}: ${reason}`);
    };
    if (seen.has(mark)) fail('is there twice');
    seen.add(mark);
    const found = VIEWS[view] ?? fail(`no such view. Views: ${Object.keys(VIEWS).join(', ')}`);
    if (names.length !== found.takes.split(' ').length) fail(`write ${view} ${found.takes}`);
    let shown: ReturnType<typeof found.show>;
    try {
      shown = found.show(files, names);
    } catch (error) {
      return fail((error as Error).message);
    }
    const parts: string[] = [];
    if (shown.figure) {
      const { file, alt, svg } = shown.figure;
      figures.set(file, svg);
      parts.push(`![${alt}](figures/${file})`);
    }
    if (shown.markdown) parts.push(shown.markdown);
    pieces.push(text.slice(from, end), `\n\n${parts.join('\n\n')}\n\n${END}`);
    from = regionEnd(text, end, regions[i + 1]);
  }
  return { text: pieces.join('') + text.slice(from), figures };
}

const END = '<!-- end -->';

/** End of a region: after its end mark, or right after its mark if the next mark comes first. */
function regionEnd(text: string, start: number, next: Asked | undefined): number {
  const end = text.indexOf(END, start);
  const before = next ? next.end - next.mark.length : text.length;
  return end >= 0 && end < before ? end + END.length : start;
}
