import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../src/core/files.js';
import { resultsPage } from './render/page.js';
import { readResults } from './render/read-results.js';

/** Writes the tables of experiments/results into docs/results.md: npm run docs:results. */
const path = 'docs/results.md';
writeFileAtomic(path, resultsPage(readFileSync(path, 'utf8'), readResults()));
