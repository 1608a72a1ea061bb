import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { raiseVersion } from './declarations.js';
import { describeChange, explainChanges } from './review-text.js';
import { type ChangedStage, REVIEWED_FILE, reviewStages, writeReviewed } from './reviewed-source.js';

/**
 * Asks of every stage whose source has changed whether its results may have, and records the answers:
 * npm run stages:review [-- --bump <stage> --keep <stage> --keep-all]
 */
const ROOT = process.cwd();

const { values } = parseArgs({
  options: {
    bump: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string', multiple: true, default: [] },
    'keep-all': { type: 'boolean', default: false },
  },
});

const review = await reviewStages(ROOT);
const known = Object.keys(review.current.stages);
const unknown = [...values.bump, ...values.keep].find((name) => !known.includes(name));
if (unknown !== undefined) fail(`There is no stage "${unknown}"; there are ${known.join(', ')}.`);
const both = values.bump.find((name) => values.keep.includes(name));
if (both !== undefined) fail(`${both}: give either --bump or --keep.`);

const open = review.changed.filter(({ stage: { name }, raised }) => {
  const decided = values['keep-all'] || values.bump.includes(name) || values.keep.includes(name);
  return !raised && !decided;
});
if (open.length > 0 && !stdin.isTTY) fail(explainChanges(open));

const asked = await ask(open);
const declared = review.stages.filter(({ name }) => values.bump.includes(name) || asked.includes(name));
for (const stage of declared) raiseVersion(ROOT, stage);
writeReviewed(ROOT, declared.length > 0 ? (await reviewStages(ROOT)).current : review.current);

for (const { name, version } of declared)
  console.log(`${name}: version ${version + 1}; its results will be made again.`);
for (const { stage, raised } of review.changed) {
  if (!declared.includes(stage))
    console.log(`${stage.name}: version ${stage.version}${raised ? ', raised already' : ''}.`);
}
console.log(review.changed.length > 0 ? `Recorded in ${REVIEWED_FILE}.` : 'No stage has changed.');

/** Names of the stages whose results may have changed, by a person's word. */
async function ask(changed: readonly ChangedStage[]): Promise<string[]> {
  if (changed.length === 0) return [];
  const terminal = createInterface({ input: stdin, output: stdout });
  const names: string[] = [];
  for (const each of changed) {
    const question = `${describeChange(each)}\nMay the same inputs and settings give other results than before? [y/n] `;
    let answer = '';
    while (!/^(y(es)?|no?)$/i.test(answer)) answer = (await terminal.question(question)).trim();
    if (/^y/i.test(answer)) names.push(each.stage.name);
  }
  terminal.close();
  return names;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
