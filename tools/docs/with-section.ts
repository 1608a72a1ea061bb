/** `document` with `content` between the marks of `section`. */
export function withSection(document: string, section: string, content: string): string {
  const [open, close] = [`<!-- ${section} -->`, `<!-- end of ${section} -->`];
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the document lacks the marks of ${section}`);
  return `${document.slice(0, start + open.length)}\n\n${content}\n\n${document.slice(end)}`;
}
