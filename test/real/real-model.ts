import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file below .cache/real-models; fails, saying how to get it, where it is absent or another. */
export async function realModel(name: string, sha256?: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../.cache/real-models/${name}`, import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} is absent: run tools/fetch-real-models.sh`);
  if (sha256 === undefined) return path;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== sha256) throw new Error(`${path} is not the file that the golden values are of`);
  return path;
}
