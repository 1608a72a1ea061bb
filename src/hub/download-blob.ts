import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileError, UnisonoError } from '../core/errors.js';
import { discard } from '../core/files.js';
import type { HubId } from './hub-cache.js';
import { connectionError, responseError } from './hub-error.js';
import type { HubFetch } from './hub-fetch.js';
import type { HubFile } from './hub-listing.js';
import type { HubSettings } from './hub-settings.js';

/** Settings of a download. */
export interface BlobSource {
  readonly id: HubId;
  readonly commit: string;
  readonly settings: HubSettings;
  readonly hub: HubFetch;
  /** Milliseconds before the first retry; each later one waits twice as long. */
  readonly retryDelay: number;
}

/** Largest number of consecutive attempts without a new byte. */
const FRUITLESS_TRIES = 4;
const CHUNK_BYTES = 1 << 20;

/**
 * Downloads a file to `path`, the blob's place in the cache, if it is missing. An interrupted download is resumed from
 * `path`.incomplete, a broken connection from the byte where it broke. The blob gets its name only after its checksum was
 * verified.
 *
 * @param onBytes called with the number of new bytes; negative for bytes that must be downloaded again
 * @throws HUB_CHECKSUM (the partial file is deleted); HUB_UNREACHABLE (partial file kept for the next attempt); the errors of
 *   `responseError`; FILE_UNWRITABLE, DISK_FULL
 */
export async function downloadBlob(
  file: HubFile,
  path: string,
  source: BlobSource,
  onBytes: (count: number) => void,
): Promise<void> {
  if (existsSync(path) && statSync(path).size === file.size) {
    onBytes(file.size);
    return;
  }
  const part = new PartialFile(`${path}.incomplete`, file);
  try {
    onBytes(part.size);
    await fill(part, file, source, onBytes);
    if (!part.isRight()) throw foreign(file, source);
    part.moveTo(path);
  } catch (error) {
    if (error instanceof UnisonoError && error.code === 'HUB_CHECKSUM') part.discard();
    throw error;
  } finally {
    part.close();
  }
}

function foreign({ path: file }: HubFile, { id, settings: { endpoint } }: BlobSource): UnisonoError {
  return new UnisonoError('HUB_CHECKSUM', { id: id.name, file, endpoint });
}

async function fill(part: PartialFile, file: HubFile, source: BlobSource, onBytes: (n: number) => void): Promise<void> {
  let delay = source.retryDelay;
  for (let fruitless = 0; part.size < file.size; ) {
    const before = part.size;
    let failure: UnisonoError;
    try {
      await request(part, file, source, onBytes);
      if (part.size === file.size) return;
      failure = unreachable(source, `the connection ended after ${part.size} of ${file.size} bytes of ${file.path}`);
    } catch (error) {
      failure = connectionError(error, source.id, source.settings);
      if (failure.code !== 'HUB_UNREACHABLE') throw failure;
    }
    fruitless = part.size > before ? 0 : fruitless + 1;
    if (fruitless >= FRUITLESS_TRIES) throw failure;
    delay = part.size > before ? source.retryDelay : delay * 2;
    await sleep(delay);
  }
}

/** One request for all missing bytes. */
async function request(
  part: PartialFile,
  file: HubFile,
  source: BlobSource,
  onBytes: (count: number) => void,
): Promise<void> {
  const { id, commit, settings, hub } = source;
  const names = file.path.split('/').map(encodeURIComponent).join('/');
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (part.size > 0) headers.range = `bytes=${part.size}-`;
  const response = await hub.fetch(`${settings.endpoint}/${id.name}/resolve/${commit}/${names}`, { headers });
  const resumed = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${part.size}-`);
  if (!resumed && part.size > 0 && (response.ok || response.status === 416)) {
    // The server does not resume at this byte: start again.
    onBytes(-part.size);
    part.restart();
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw responseError(response, id, settings, file.path);
  }
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    if (part.size + chunk.length > file.size) throw foreign(file, source);
    part.append(chunk);
    onBytes(chunk.length);
  }
}

function unreachable({ id, settings }: BlobSource, reason: string): UnisonoError {
  return new UnisonoError('HUB_UNREACHABLE', { id: id.name, endpoint: settings.endpoint, reason });
}

/** A partial file: its bytes so far and their checksum. */
class PartialFile {
  private readonly file: number;
  private hash: Hash;
  private open = true;
  size = 0;

  constructor(
    private readonly path: string,
    private readonly wanted: HubFile,
  ) {
    this.hash = this.newHash();
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.file = openSync(path, 'a+');
    } catch (error) {
      throw fileError(error, path, 'write');
    }
    if (fstatSync(this.file).size > wanted.size) ftruncateSync(this.file, 0);
    this.readBack();
  }

  append(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done, bytes.length - done);
    } catch (error) {
      throw fileError(error, this.path, 'write');
    }
    this.hash.update(bytes);
    this.size += bytes.length;
  }

  restart(): void {
    ftruncateSync(this.file, 0);
    this.hash = this.newHash();
    this.size = 0;
  }

  isRight(): boolean {
    return this.hash.copy().digest('hex') === this.wanted.checksum;
  }

  moveTo(path: string): void {
    try {
      fsyncSync(this.file);
      this.close();
      renameSync(this.path, path);
    } catch (error) {
      throw fileError(error, path, 'write');
    }
  }

  discard(): void {
    this.close();
    discard(this.path);
  }

  close(): void {
    if (this.open) closeSync(this.file);
    this.open = false;
  }

  /** Resumes the partial file of an earlier run. */
  private readBack(): void {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = readSync(this.file, chunk, 0, chunk.length, this.size);
      if (count === 0) return;
      this.hash.update(chunk.subarray(0, count));
      this.size += count;
    }
  }

  /** SHA-256 of the content, or git's SHA-1 of a blob: of "blob <size>", a zero byte and the content. */
  private newHash(): Hash {
    const { checksum, size } = this.wanted;
    return checksum.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  }
}
