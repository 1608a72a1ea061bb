import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DECLARATION, STAGE_FOLDERS } from './declarations.js';
import { explainChanges } from './review-text.js';
import { reviewStages } from './reviewed-source.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// A stage's results are kept as long as its version is the same, so no change behind it may go unnoticed.
it('has every stage reviewed since the source behind it changed', async () => {
  const review = await reviewStages(ROOT);
  if (!review.upToDate) expect.fail(explainChanges(review));
});

it('looks where all stages are', () => {
  const files = ['src', 'experiments'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const declaring = files.filter((name) => {
    return /(?<!\.test)\.ts$/.test(name) && readFileSync(join(ROOT, name), 'utf8').search(DECLARATION) >= 0;
  });
  expect(declaring.length).toBeGreaterThan(10);
  expect(declaring.filter((name) => !STAGE_FOLDERS.some((folder) => name.startsWith(`${folder}/`)))).toEqual([]);
});
