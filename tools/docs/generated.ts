import { readFileSync } from 'node:fs';
import { architecturesTable } from './architectures.js';
import { ADDITIONS, additionText } from './extending.js';
import { mergeMethodsTable } from './merge-methods.js';
import { metricsTable } from './metrics-table.js';
import { targetKindsTable, targetSettingsTables } from './target-kinds.js';
import { SPEC_SCHEMA, specSchemaText, trainingTable } from './training-settings.js';
import { variationKindsTable } from './variation-kinds.js';
import { withSection } from './with-section.js';

/** Part of a document generated from the code, between the marks of its section. */
interface Generated {
  readonly document: string;
  readonly section: string;
  readonly content: () => string;
}

/** Every part that `npm run docs:generated` writes; a test compares them with the code. */
export const GENERATED: readonly Generated[] = [
  { document: 'docs/variation.md', section: 'table of kinds', content: variationKindsTable },
  { document: 'docs/metrics.md', section: 'table of metrics', content: metricsTable },
  { document: 'docs/targets.md', section: 'table of kinds', content: targetKindsTable },
  { document: 'docs/targets.md', section: 'settings', content: targetSettingsTables },
  { document: 'docs/training.md', section: 'table of settings', content: trainingTable },
  { document: 'docs/merging.md', section: 'table of methods', content: mergeMethodsTable },
  { document: 'docs/architectures.md', section: 'table of architectures', content: architecturesTable },
  ...ADDITIONS.map((addition) => ({
    document: 'docs/extending.md',
    section: addition.section,
    content: () => additionText(addition),
  })),
];

/** The documents with generated parts and the files that are generated whole, each with its text and the expected one. */
export function generatedDocuments(): { document: string; text: string; expected: string }[] {
  const documents = [...new Set(GENERATED.map(({ document }) => document))].map((document) => {
    const text = textOf(document);
    const parts = GENERATED.filter((part) => part.document === document);
    const expected = parts.reduce((all, { section, content }) => withSection(all, section, content()), text);
    return { document, text, expected };
  });
  return [...documents, { document: SPEC_SCHEMA, text: textOf(SPEC_SCHEMA), expected: specSchemaText() }];
}

function textOf(document: string): string {
  return readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
}
