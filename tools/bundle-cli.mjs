// Bundles the built command line in place: dist/cli/main.js and chunks beside it, a chunk per command and what they share.
// Node.js then opens some ten files where there were two hundred, which takes a third of a second off every start. What
// is built beside stays as it is, for those who import the package and for threads.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');
const folder = join(dist, 'cli');

/** Packages of many small files; others are not bundled. */
const BUNDLED = new Set(['zod', 'yaml', 'commander', 'cli-progress', 'string-width', 'fastest-levenshtein']);

for (const name of readdirSync(folder))
  if (/^chunk-.*\.js$|^[a-z-]+-[A-Z0-9]{8}\.js$/.test(name)) rmSync(join(folder, name));

await build({
  entryPoints: [join(folder, 'main.js')],
  outdir: folder,
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // CommonJS packages load Node.js modules with `require`.
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);",
  },
  plugins: [
    {
      name: 'unisono',
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
          if (!importer.startsWith(dist)) return undefined;
          const name = path.startsWith('@') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];
          return BUNDLED.has(name) ? undefined : { path, external: true };
        });
        // Files next to a module are resolved from its built path, not from the bundle.
        onLoad({ filter: /\.js$/ }, ({ path }) => {
          if (!path.startsWith(dist)) return undefined;
          const own = JSON.stringify(relative(folder, path));
          const text = readFileSync(path, 'utf8');
          return { contents: text.replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`) };
        });
      },
    },
  ],
});
