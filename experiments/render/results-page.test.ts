import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asked, renderPage } from './page.js';
import { resultFiles, resultNames } from './read-results.js';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const FIGURES = `${DOCS}figures/`;
const LARGEST_FIGURE = 40_000;

describe('docs/results.md', () => {
  const page = readFileSync(`${DOCS}results.md`, 'utf8');
  const { text, figures } = renderPage(page, resultFiles());
  const drawn = existsSync(FIGURES) ? readdirSync(FIGURES).filter((file) => file.endsWith('.svg')) : [];

  it('holds what npm run docs:results writes', () => {
    expect(page).toBe(text);
    expect(drawn.sort()).toEqual([...figures.keys()].sort());
    for (const [file, svg] of figures) expect(readFileSync(FIGURES + file, 'utf8')).toBe(svg);
  });

  it('shows every result', () => {
    const shown = asked(page).flatMap(({ names }) => names);
    expect(resultNames().filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('has small figures', () => {
    for (const file of drawn) expect(statSync(FIGURES + file).size).toBeLessThan(LARGEST_FIGURE);
  });
});
