import { stdin, stdout } from 'node:process';
import { createInterface, type Interface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type Ask, decideOnStages } from './decide.js';
import { describeChange } from './review-text.js';

/**
 * Asks for every stage with changed source whether its results may have changed, and records the answers:
 * npm run stages:review [-- --bump <stage> --keep <stage> --keep-all]
 */
const { values } = parseArgs({
  options: {
    bump: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string', multiple: true, default: [] },
    'keep-all': { type: 'boolean', default: false },
  },
});
const decisions = { bump: values.bump, keep: values.keep, keepAll: values['keep-all'] };
const terminal = stdin.isTTY ? createInterface({ input: stdin, output: stdout }) : undefined;
try {
  const done = await decideOnStages(process.cwd(), decisions, terminal && askOn(terminal));
  console.log(done.join('\n'));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  terminal?.close();
}

function askOn(terminal: Interface): Ask {
  return async (changed) => {
    const question = `${describeChange(changed)}\nMay the same inputs and settings give other results than before? [y/n] `;
    let answer = '';
    while (!/^(y(es)?|no?)$/i.test(answer)) answer = (await terminal.question(question)).trim();
    return /^y/i.test(answer);
  };
}
