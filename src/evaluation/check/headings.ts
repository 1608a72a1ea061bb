import { Parser } from 'htmlparser2';
import { lexer, type Token } from 'marked';

/** The headings of a document in its order, without markup; `kind` is the extension of its file. */
export function headingsOf(text: string, kind: string): string[] {
  const headings = /^\.html?$/.test(kind) ? htmlHeadings(text) : markdownHeadings(text, kind === '.txt');
  return headings.map((heading) => heading.replace(/\s+/g, ' ').trim()).filter((heading) => heading !== '');
}

/** Extensions of the documents that are read. */
export const DOCUMENTS = ['.md', '.markdown', '.mdx', '.html', '.htm', '.txt'];

/** `#` and underlined headings; in a plain text also lines in capitals. */
function markdownHeadings(text: string, plain: boolean): string[] {
  const body = text.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const found = lexer(body).flatMap((token) => (token.type === 'heading' ? [textOf(token)] : []));
  if (!plain) return found;
  const capitals = body.split(/\r?\n/).filter((line) => /^\p{Lu}[\p{Lu}\p{N} ,'&-]{3,60}$/u.test(line.trim()));
  return [...found, ...capitals.map((line) => line.trim().charAt(0) + line.trim().slice(1).toLowerCase())];
}

/** The words of a token without links, emphasis, code marks and HTML. */
function textOf(token: Token): string {
  if ('tokens' in token && token.tokens) return token.tokens.map(textOf).join('');
  return token.type === 'html' || !('text' in token) ? '' : String(token.text);
}

function htmlHeadings(text: string): string[] {
  const headings: string[] = [];
  let open: string | undefined;
  let hidden = 0;
  const parser = new Parser({
    onopentagname(name) {
      if (/^h[1-6]$/.test(name)) {
        open = name;
        headings.push('');
      }
      if (name === 'script' || name === 'style') hidden++;
    },
    ontext(part) {
      if (open && hidden === 0) headings[headings.length - 1] += part;
    },
    onclosetag(name) {
      if (name === open) open = undefined;
      if (name === 'script' || name === 'style') hidden = Math.max(0, hidden - 1);
    },
  });
  parser.write(text);
  parser.end();
  return headings;
}
