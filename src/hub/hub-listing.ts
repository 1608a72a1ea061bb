import { UnisonoError } from '../core/errors.js';
import { type HubId, isCommit } from './hub-cache.js';
import { connectionError, responseError } from './hub-error.js';
import type { HubFetch } from './hub-fetch.js';
import type { HubSettings } from './hub-settings.js';
import { HubApiError, listFiles, modelInfo } from './huggingface.js';

/** One file of a model on the hub. */
export interface HubFile {
  /** Within the model, with "/" between folders. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 of a large file; git's SHA-1 of a small one. Hexadecimal; also the blob's name in the cache. */
  readonly checksum: string;
}

/** A model's files at one commit. */
export interface HubListing {
  readonly commit: string;
  readonly files: readonly HubFile[];
}

const CHECKSUM = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Largest number of files, against endless lists. */
const MOST_FILES = 100_000;

/**
 * Asks the hub for the commit and the files of a revision.
 *
 * @throws HUB_UNAUTHORIZED, HUB_FORBIDDEN, HUB_NOT_FOUND, HUB_RATE_LIMITED, HUB_UNREACHABLE, HUB_BAD_ANSWER
 */
export async function listModel(id: HubId, settings: HubSettings, hub: HubFetch): Promise<HubListing> {
  const { endpoint: hubUrl } = settings;
  try {
    const { name, revision } = id;
    const info = await modelInfo({ name, revision, hubUrl, fetch: hub.fetch, additionalFields: ['sha'] });
    const commit = info.sha;
    if (typeof commit !== 'string' || !isCommit(commit)) throw badAnswer(id, settings, 'it names no commit');
    const files: HubFile[] = [];
    const list = listFiles({
      repo: { type: 'model', name },
      revision: commit,
      recursive: true,
      hubUrl,
      fetch: hub.fetch,
    });
    for await (const { type, path, size, oid, lfs } of list) {
      if (type !== 'file') continue;
      if (files.length >= MOST_FILES) throw badAnswer(id, settings, `it lists more than ${MOST_FILES} files`);
      files.push(checkFile({ path, size: lfs?.size ?? size, checksum: lfs?.oid ?? oid ?? '' }, id, settings));
    }
    return { commit, files };
  } catch (error) {
    const { refused } = hub;
    if (error instanceof HubApiError && refused) throw responseError(refused, id, settings, 'the model');
    // The error of fetch for a broken connection has a cause; a TypeError without one comes from an unexpected answer.
    const misshapen = error instanceof TypeError && error.cause === undefined;
    if (misshapen || error instanceof SyntaxError) throw badAnswer(id, settings, error.message);
    throw connectionError(error, id, settings);
  }
}

/** Names become paths: none may leave the snapshot's folder, on any system. */
function checkFile(file: HubFile, id: HubId, settings: HubSettings): HubFile {
  const { path, size, checksum } = file;
  const parts = typeof path === 'string' ? path.split('/') : [''];
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part))) {
    throw badAnswer(id, settings, `it names a file ${JSON.stringify(path)}`);
  }
  if (!Number.isSafeInteger(size) || size < 0) throw badAnswer(id, settings, `${path} has the size ${size}`);
  if (!CHECKSUM.test(checksum)) throw badAnswer(id, settings, `${path} has no checksum`);
  return file;
}

function badAnswer({ name }: HubId, { endpoint }: HubSettings, reason: string): UnisonoError {
  return new UnisonoError('HUB_BAD_ANSWER', { id: name, endpoint, reason });
}
