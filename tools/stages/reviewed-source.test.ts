import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { explainChanges } from './review-text.js';
import { reviewStages } from './reviewed-source.js';

// A stage's results are kept as long as its version is the same, so no change behind it may go unnoticed.
it('has every stage reviewed since the source behind it changed', async () => {
  const { changed, upToDate } = await reviewStages(fileURLToPath(new URL('../..', import.meta.url)));
  if (!upToDate) expect.fail(explainChanges(changed));
});
