import { DARK, LIGHT } from 'unisono/report/charts';

/** One legend entry: a mark in a palette color, and its label. */
export interface LegendEntry {
  readonly mark: 'dot' | 'ring' | 'square' | 'triangle' | 'diamond';
  readonly color: string;
  readonly text: string;
}

/** "--accent:#0b6b68;" as a map. */
function colors(declarations: string): Map<string, string> {
  return new Map([...declarations.matchAll(/--([\w-]+):(#\w+);/g)].map(([, name, color]) => [name!, color!]));
}

/**
 * Custom properties become the colors of a light page, which every viewer understands, and a rule for each gives that of a
 * dark page where the reader prefers one.
 */
function colored(svg: string): { readonly body: string; readonly dark: string } {
  const [light, dark] = [colors(LIGHT), colors(DARK)];
  const rules = new Set<string>();
  const body = svg.replace(/ (fill|stroke)="var\(--([\w-]+)\)"/g, (_, attribute: string, name: string) => {
    const color = light.get(name);
    if (!color) throw new Error(`the style sheet has no color ${name}`);
    rules.add(`[${attribute}="${color}"]{${attribute}:${dark.get(name)}}`);
    return ` ${attribute}="${color}"`;
  });
  return { body, dark: [...rules].sort().join('') };
}

const HEAD = 30;
const MARGIN = 12;

/** About the width of a text of 12 pixels in a sans-serif font. */
const textWidth = (text: string) => text.length * 6.6;

function markAt({ mark, color }: LegendEntry, x: number): string {
  const fill = `fill="var(--${color})"`;
  switch (mark) {
    case 'dot':
      return `<circle cx="${x}" cy="0" r="4.2" ${fill}/>`;
    case 'ring':
      return `<circle cx="${x}" cy="0" r="3.6" fill="var(--paper)" stroke="var(--${color})" stroke-width="1.75"/>`;
    case 'square':
      return `<rect x="${x - 4}" y="-4" width="8" height="8" ${fill}/>`;
    case 'triangle':
      return `<path d="M${x - 4} 4L${x} -4L${x + 4} 4Z" ${fill}/>`;
    case 'diamond':
      return `<path d="M${x - 4.5} 0L${x} -4.5L${x + 4.5} 0L${x} 4.5Z" ${fill}/>`;
  }
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * A chart of the report as a file of its own: with the colors of a light page, or of a dark one where the reader prefers
 * that, on paper of its own, so that it can be read on any page; above it a legend.
 */
export function standalone(chart: string, legend: readonly LegendEntry[] = []): string {
  const [, label, width, height] = chart.match(/aria-label="([^"]*)" viewBox="0 0 (\d+) (\d+)"/) ?? [];
  if (label === undefined) throw new Error('not a chart of the report');
  const body = chart.slice(chart.indexOf('>') + 1, chart.lastIndexOf('</svg>'));
  const top = legend.length > 0 ? HEAD : MARGIN;
  const all = Number(height) + top + MARGIN;
  let x = 20;
  const entries = legend.map((entry) => {
    const at = x;
    x += 34 + textWidth(entry.text);
    return `${markAt(entry, at)}<text x="${at + 10}" y="4" fill="var(--ink)">${escapeText(entry.text)}</text>`;
  });
  const { body: drawn, dark } = colored(
    [
      `<rect width="${width}" height="${all}" fill="var(--paper)"/>`,
      ...(legend.length > 0 ? [`<g transform="translate(0 16)">${entries.join('')}</g>`] : []),
      `<g transform="translate(0 ${top})">${body}</g>`,
    ].join('\n'),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="0 0 ${width} ${all}" width="${width}" height="${all}">`,
    `<style>text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}@media (prefers-color-scheme:dark){${dark}}</style>`,
    drawn,
    '</svg>\n',
  ].join('\n');
}
