import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('..', import.meta.url));

/** Names of the random streams that the product draws from, with the file of each. */
function streams(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(test|contract)\.ts$/.test(path))
    .sort()
    .flatMap((path) => {
      const text = readFileSync(join(src, path), 'utf8');
      return [...text.matchAll(/new RandomStream\(\s*[^,()]+,\s*([^)]+?),?\s*\)/g)].map(
        ([, name]) => `${path}: ${name}`,
      );
    });
}

// A stream's numbers follow from its seed and its name: a new spelling changes every result that was drawn from it.
it('random streams keep their names, which decide what is drawn', () => {
  expect(streams()).toMatchInlineSnapshot(`
    [
      "consistency/neighbors.ts: \`triplet \${name}\`",
      "encoding/randomized-svd.ts: 'randomised-svd'",
      "evaluation/check/check-examples.ts: 'check'",
      "evaluation/check/check-examples.ts: \`check/\${id}\`",
      "evaluation/judge/judge-pairs.ts: 'judge'",
      "merging/verify.ts: 'tensors to verify'",
      "models/lora.ts: name",
      "pipeline/stages/weights.ts: 'dev set'",
      "training/pair-wordings.ts: \`wordings of \${question} epoch \${epoch}\`",
      "training/plan.ts: \`epoch \${epoch}\`",
      "training/plan.ts: \`epoch \${epoch}\`",
      "variation/vary.ts: \`vary/\${id}/\${kind}\`",
      "variation/vary.ts: 'vary/limit'",
    ]
  `);
});
