import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 of every file below a folder, by its relative path in order. The lock of a run is none of its results, nor are
 * the times and memory that a stage took, nor the speeds in a log.
 */
export function hashesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => {
    const measured = name.endsWith('.cost.json') || name === 'report/stage.json';
    return name !== '.lock' && !measured && statSync(join(folder, name)).isFile();
  });
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(withoutCosts(name, contentOf(join(folder, name))))
        .digest('hex'),
    ]),
  );
}

/** The report and its data without what differs each time. */
function withoutCosts(name: string, content: Buffer | string): Buffer | string {
  if (name.endsWith('report.html')) {
    return content.toString().replace(/<section id="cost"[\s\S]*?<section id="pairs"/, '<section id="pairs"');
  }
  if (!name.endsWith('report-data.json')) return content;
  return JSON.stringify({ ...(JSON.parse(content.toString()) as object), costs: [] });
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
