import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The docs site (`npm run docs:site`): README, the pages of docs/, and the API from the docstrings of what the package exports. */
export default {
  name: 'unisono',
  tsconfig: 'tsconfig.json',
  entryPoints: Object.values(exports)
    .map(({ types }) => types?.replace('./dist/', 'src/').replace('.d.ts', '.ts'))
    .filter(Boolean),
  readme: 'README.md',
  projectDocuments: ['docs/*.md'],
  out: 'site',
  highlightLanguages: [
    'dockerfile',
    'html',
    'javascript',
    'json',
    'jsonc',
    'python',
    'shellscript',
    'tsx',
    'typescript',
    'yaml',
  ],
  excludePrivate: true,
  // A type that a signature names and the package does not export is written out there.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
};
