import { writeFileAtomic } from 'unisono/core';
import { generatedDocuments } from './docs/generated.js';

/** Writes every document part generated from the code: npm run docs:generated. */
for (const { document, text, expected } of generatedDocuments()) {
  if (text !== expected) console.log(`wrote ${document}`);
  writeFileAtomic(document, expected);
}
