import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSafetensors } from '../src/tensors/safetensors.js';
import type { Running } from './cli.js';

/** The first path below `folder` that matches a pattern like `train/ALL/.work-*`; `*` is any part of one name. */
export function find(folder: string, pattern: string): string | undefined {
  const [first, ...rest] = pattern.split('/');
  const name = new RegExp(`^${(first as string).replace(/[.+]/g, '\\$&').replace('*', '.*')}$`);
  for (const entry of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.test(entry)) continue;
    const path = join(folder, entry);
    const found = rest.length > 0 ? find(path, rest.join('/')) : path;
    if (found) return found;
  }
  return undefined;
}

/** Looks every few milliseconds until there is something to see or the process has ended. */
export async function watch<T>({ ended }: Running, look: () => T | undefined): Promise<T | undefined> {
  let over = false;
  void ended.finally(() => {
    over = true;
  });
  while (!over) {
    try {
      const seen = look();
      if (seen !== undefined) return seen;
    } catch {
      // What was looked at went away meanwhile.
    }
    await sleep(2);
  }
  return undefined;
}

/** The 0-based step that a training goes on with from its checkpoint. */
export function nextStep(state: string): number {
  const file = openSafetensors(state);
  try {
    return Number(file.metadata.next);
  } finally {
    file.close();
  }
}
