import type { Command } from 'commander';
import type { CommandContext } from '../../src/cli/context.js';
import { addExamples } from '../../src/cli/help.js';
import { VARIATION_KINDS } from '../../src/variation/kinds/index.js';

interface Flags {
  default?: boolean;
}

/** `unisono kinds`: what kinds of rewording there are. */
export function kindsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('kinds')
    .description('list the kinds of rewording')
    .option('--default', 'only kinds that are made where none are named')
    .action((flags: Flags) => {
      const kinds = VARIATION_KINDS.filter(({ byDefault }) => byDefault || flags.default !== true);
      const listed = kinds.map(({ name, summary }) => ({ name, summary }));
      context.print(listed.map(({ name, summary }) => `${name}: ${summary}`).join('\n'), listed);
    });
  addExamples(command, 'unisono kinds', 'unisono kinds --default');
}
