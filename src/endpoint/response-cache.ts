import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../core/canonical-json.js';
import { fileError } from '../core/errors.js';
import { writeFileAtomic } from '../core/files.js';
import { sha256 } from '../core/hash.js';

const Stored = z.object({
  /** The whole request as canonical JSON; the entry is valid only for this request. */
  request: z.string(),
  text: z.string(),
  usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).optional(),
});

/** A cached answer. */
export type CachedAnswer = Pick<z.infer<typeof Stored>, 'text' | 'usage'>;

/**
 * Answers on disk by the content of the request: `<folder>/<2 digits>/<SHA-256 of the request>.json`, one file an answer,
 * written under a temporary name and renamed. A damaged file, or one with another request, is ignored.
 */
export class ResponseCache {
  constructor(readonly folder: string) {}

  /** The answer to `request`, any JSON value, or undefined. Throws FILE_UNREADABLE. */
  get(request: unknown): CachedAnswer | undefined {
    const key = canonicalJson(request);
    let content: string;
    try {
      content = readFileSync(this.path(key), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw fileError(error, this.path(key), 'read');
    }
    const stored = Stored.safeParse(parsed(content));
    if (!stored.success || stored.data.request !== key) return undefined;
    return stored.data;
  }

  /** Stores an answer. Throws FILE_UNWRITABLE, DISK_FULL. */
  put(request: unknown, { text, usage }: CachedAnswer): void {
    const key = canonicalJson(request);
    writeFileAtomic(this.path(key), `${JSON.stringify({ request: key, text, usage })}\n`);
  }

  private path(key: string): string {
    const hash = sha256(key);
    return join(this.folder, hash.slice(0, 2), `${hash}.json`);
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
