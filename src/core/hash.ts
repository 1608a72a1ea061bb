import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileError } from './errors.js';

/** SHA-256 of bytes, or of a string's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 of a file's content, read piece by piece. Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  return hash.digest('hex');
}

/**
 * SHA-256 of a directory: of the sorted relative names and contents of all files in it, at any depth. Its own name,
 * dates and empty folders do not count. Links are followed.
 *
 * @param skip true for the name of a file or folder to leave out
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function sha256Directory(path: string, skip: (name: string) => boolean = () => false): Promise<string> {
  const hash = createHash('sha256');
  for (const name of listFiles(path, '', skip).sort()) {
    hash.update(`${JSON.stringify(name)} ${await sha256File(join(path, name))}\n`);
  }
  return hash.digest('hex');
}

/** `sha256Directory` of a directory, `sha256File` of anything else. */
export async function sha256Path(path: string, skip?: (name: string) => boolean): Promise<string> {
  return isDirectory(path) ? sha256Directory(path, skip) : sha256File(path);
}

/** Names below `root`, with `/` between folders on every system. */
function listFiles(root: string, folder: string, skip: (name: string) => boolean): string[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder));
  } catch (error) {
    throw fileError(error, join(root, folder), 'read');
  }
  return names
    .filter((name) => !skip(name))
    .flatMap((name) => {
      const relative = folder === '' ? name : `${folder}/${name}`;
      return isDirectory(join(root, relative)) ? listFiles(root, relative, skip) : [relative];
    });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}
