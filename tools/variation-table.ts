import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../src/core/files.js';
import { kindsTable } from './variation/kinds-table.js';
import { withSection } from './with-section.js';

/** Writes the table of kinds into docs/variation.md: npm run docs:variation. */
const path = 'docs/variation.md';
writeFileAtomic(path, withSection(readFileSync(path, 'utf8'), 'table of kinds', kindsTable()));
