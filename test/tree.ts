import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 of every file below a folder, by its relative path in order. The lock of a run is none of its results, and the
 * speeds in a log are of one run alone.
 */
export function hashesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => name !== '.lock' && statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(contentOf(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** What only a process at work has any use for: half-written files, folders set aside, locks. Scratch folders if asked. */
export function leftovers(folder: string, scratchToo = true): string[] {
  const pattern = scratchToo ? /\.(tmp|old)-\d+$|^\.lock|^\.work-/ : /\.(tmp|old)-\d+$|^\.lock/;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.split('/').some((name) => pattern.test(name)),
  );
}

/** What a file says but for measured speeds. */
export function contentOf(path: string): Buffer | string {
  const content = readFileSync(path);
  return path.endsWith('log.jsonl') ? content.toString().replaceAll(/,"tokensPerSecond":\d+/g, '') : content;
}
