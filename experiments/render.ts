import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from 'unisono/core';
import { asked, renderPage } from './render/page.js';
import { resultFiles, resultNames } from './render/read-results.js';

/**
 * Fills the marked regions of docs/results.md from experiments/results, and draws its figures: npm run docs:results.
 * For a draft elsewhere: -- [--page <file>] [--results <folder>]; figures go beside the page.
 */
const { values } = parseArgs({
  options: { page: { type: 'string', default: 'docs/results.md' }, results: { type: 'string' } },
});
const page = values.page;
const text = readFileSync(page, 'utf8');
const rendered = renderPage(text, resultFiles(values.results));
const folder = join(page, '..', 'figures');
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder))
  if (file.endsWith('.svg') && !rendered.figures.has(file)) rmSync(join(folder, file));
for (const [file, svg] of rendered.figures) writeFileAtomic(join(folder, file), svg);
writeFileAtomic(page, rendered.text);
const shown = new Set(asked(text).flatMap(({ names }) => names));
for (const name of resultNames(values.results))
  if (!shown.has(name))
    console.log(`${name} is not shown: add a line such as <!-- results: table ${name} --> to ${page}`);
console.log(`${page}: ${asked(text).length} regions, ${rendered.figures.size} figures`);
