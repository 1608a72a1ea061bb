import { copyFileSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileError, UnisonoError } from '../core/errors.js';
import { discard, writeFileAtomic } from '../core/files.js';
import { type Progress, silentProgress } from '../core/progress.js';
import { downloadBlob } from './download-blob.js';
import { selectFiles } from './file-selection.js';
import { CachedModel, type HubId, isCommit } from './hub-cache.js';
import { HubFetch } from './hub-fetch.js';
import { listModel } from './hub-listing.js';
import { type HubSettings, hubSettings } from './hub-settings.js';

/** Which files of a model are downloaded, and from where. */
export interface PullOptions {
  readonly settings?: HubSettings;
  /** Patterns of the files to download. Default: the files that unisono reads. */
  readonly include?: readonly string[];
  readonly progress?: Progress;
  /** Replacement of the built-in `fetch`, for tests. */
  readonly fetch?: typeof fetch;
  /** Pause before a broken connection is retried, in milliseconds. Default: 1000. */
  readonly retryDelay?: number;
}

/** The result of a pull. */
export interface Pulled {
  /** The model's directory, in the cache. */
  readonly dir: string;
  readonly commit: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Downloads a model of the Hugging Face hub into the cache shared with transformers. Existing files are not downloaded
 * again, an interrupted download is resumed, every file is checked against its checksum, and the revision points to the new
 * commit only when all files are complete. Two simultaneous pulls of one file damage each other's partial file; the checksum
 * then fails.
 *
 * Offline (HF_HUB_OFFLINE): returns the cached directory.
 *
 * @throws HUB_OFFLINE, HUB_NO_WEIGHTS, the errors of `listModel` and `downloadBlob`
 */
export async function pullModel(id: HubId, options: PullOptions = {}): Promise<Pulled> {
  const { settings = hubSettings(), progress = silentProgress, include, retryDelay = 1000 } = options;
  const cached = new CachedModel(settings.cache, id);
  if (settings.offline) return pullOffline(cached, settings);
  const hub = new HubFetch(settings, options.fetch);
  const { commit, files } = await listModel(id, settings, hub);
  const chosen = selectFiles(files, id, include);
  const bytes = chosen.reduce((sum, { size }) => sum + size, 0);
  const task = progress.task(`pull ${id.name}`, bytes, 'bytes');
  try {
    for (const file of chosen) {
      const blob = cached.blob(file.checksum);
      const source = { id, commit, settings, hub, retryDelay };
      await downloadBlob(file, blob, source, (count) => task.advance(count, file.path));
      link(blob, join(cached.snapshot(commit), file.path));
    }
  } finally {
    task.end();
  }
  if (!isCommit(id.revision)) writeFileAtomic(cached.ref, commit);
  return { dir: cached.snapshot(commit), commit, files: chosen.length, bytes };
}

function pullOffline(cached: CachedModel, { cache }: HubSettings): Pulled {
  const dir = cached.find();
  if (dir === undefined) throw new UnisonoError('HUB_OFFLINE', { id: cached.id.name, cache });
  return { dir, commit: dir.slice(-40), files: 0, bytes: 0 };
}

/** A relative link to the blob, or a copy where links are not allowed, under its name in one step. */
function link(blob: string, path: string): void {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    discard(temporary);
    try {
      symlinkSync(relative(dirname(path), blob), temporary);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
      copyFileSync(blob, temporary);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw fileError(error, path, 'write');
  }
}
