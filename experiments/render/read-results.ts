import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../../src/core/files.js';
import { Results } from '../runner/results.js';

const FOLDER = fileURLToPath(new URL('../results', import.meta.url));

/** Every committed result by the name of its table. */
export function readResults(): Map<string, Results> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return new Map(files.sort().map((file) => [basename(file, '.json'), readJson(join(FOLDER, file), Results)]));
}
