import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { ROOT } from './packed-package.js';

const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

interface Page {
  /** Links and images that lead to no other host. */
  readonly links: readonly string[];
  /** What headings can be linked by, as GitHub makes it. */
  readonly anchors: ReadonlySet<string>;
}

const pages = new Map<string, Page>();
function read(path: string): Page {
  const known = pages.get(path);
  if (known) return known;
  const links: string[] = [];
  const anchors = new Set<string>();
  const marked = new Marked();
  marked.walkTokens(marked.lexer(readFileSync(join(ROOT, path), 'utf8')), (token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
    if (token.type === 'heading') anchors.add(anchorOf(token.text, anchors));
  });
  const page = { links: links.filter((href) => !/^[a-z]+:/.test(href)), anchors };
  pages.set(path, page);
  return page;
}

/** Lower case without punctuation, spaces as hyphens; a heading that is there already gets a number. */
function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  const anchor = text.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
  if (!taken.has(anchor)) return anchor;
  let number = 1;
  while (taken.has(`${anchor}-${number}`)) number++;
  return `${anchor}-${number}`;
}

function broken(page: string): string[] {
  return read(page).links.filter((href) => {
    const [path = '', anchor] = href.split('#');
    const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), decodeURI(path)));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !read(target).anchors.has(decodeURIComponent(anchor));
  });
}

describe('links between pages', () => {
  it.each(PAGES)('of %s lead to files and headings that are there', (page) => {
    expect(broken(page)).toEqual([]);
  });

  it('are there to be checked, also those to headings', () => {
    const links = PAGES.flatMap((page) => read(page).links);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((href) => href.includes('#')).length).toBeGreaterThan(5);
  });
});
