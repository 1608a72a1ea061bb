import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UnisonoError } from '../core/errors.js';
import { sha256 } from '../core/hash.js';
import { dependencyVersions } from '../core/package-info.js';
import { moduleReferences } from './module-references.js';

const versions = new Map<string, string>();

/**
 * Identifies the code behind a module: SHA-256 over its source, over every file that it reaches by relative imports
 * (static or dynamic) or by `new URL('./file', import.meta.url)` (workers, WebAssembly), and over the installed versions
 * of unisono's dependencies. Where the package lies does not count. Worked out once per process.
 *
 * @param entry path or file URL of a module; of its `.ts` source, if run from sources, also by its `.js` name
 * @throws FILE_NOT_FOUND without such a module, INTERNAL where an import's target is only known at run time
 */
export function codeVersion(entry: URL | string): string {
  const path = sourceOf(toPath(entry));
  const known = versions.get(path);
  if (known !== undefined) return known;
  const version = sha256(codeManifest(path).join('\n'));
  versions.set(path, version);
  return version;
}

/** What {@link codeVersion} hashes, one line a file or package: `<path relative to the entry's folder> <sha256>`. */
export function codeManifest(entry: URL | string): string[] {
  const first = sourceOf(toPath(entry));
  if (!existsSync(first)) throw new UnisonoError('FILE_NOT_FOUND', { path: first, stage: 'npm run build' });
  const hashes = new Map<string, string>();
  const queue = [first];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (hashes.has(path)) continue;
    // A file that is not there is part of the version too: a kernel that was not built, for example.
    if (!existsSync(path)) {
      hashes.set(path, 'absent');
      continue;
    }
    if (statSync(path).isDirectory()) continue;
    const content = readFileSync(path);
    hashes.set(path, sha256(content));
    if (!/\.[jt]sx?$/.test(path)) continue;
    for (const specifier of moduleReferences(path, content.toString('utf8'))) {
      queue.push(sourceOf(fileURLToPath(new URL(specifier, pathToFileURL(path)))));
    }
  }
  const root = dirname(first);
  const files = [...hashes].map(([path, hash]) => `${relative(root, path).split(sep).join('/')} ${hash}`);
  return [...files.sort(), ...dependencyVersions().map(([name, version]) => `${name}@${version}`)];
}

/** The TypeScript source of a `.js` path where only that exists. */
function sourceOf(path: string): string {
  if (extname(path) !== '.js' || existsSync(path)) return path;
  const stem = path.slice(0, -'.js'.length);
  return [`${stem}.ts`, `${stem}.tsx`].find((candidate) => existsSync(candidate)) ?? path;
}

function toPath(entry: URL | string): string {
  return entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : entry;
}
