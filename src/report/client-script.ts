import { fileURLToPath } from 'node:url';
import { readText } from '../core/files.js';

/** The built script, at the same place from `src/report` and from `dist/report`. */
const BUILT = new URL('../../dist/report/client/browser.js', import.meta.url);

/**
 * The page's only script, the browser of pairs (`client/`), as one classic script.
 *
 * @throws FILE_NOT_FOUND before `npm run build`
 */
export function clientScript(): string {
  return readText(fileURLToPath(BUILT), 'npm run build');
}
