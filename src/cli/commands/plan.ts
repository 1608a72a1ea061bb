import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { writePlan } from '../../targets/record-answers.js';
import type { CommandContext } from '../context.js';
import { requirePath, wholeNumber } from '../options.js';

interface Flags {
  examples: string;
  contexts: 'given' | 'own';
  repeats: number;
  interaction?: boolean;
  out: string;
}

/** `unisono plan`: every question to ask for a split by cause, for a system that unisono cannot ask itself. */
export function planCommand(program: Command, context: CommandContext): void {
  program
    .command('plan')
    .description('list what to ask for a split by cause, to be answered elsewhere')
    .requiredOption('--examples <file>', 'test.jsonl from unisono retrieve')
    .addOption(
      new Option('--contexts <whose>', 'given: the examples’; own: what the system finds')
        .choices(['given', 'own'])
        .default('own'),
    )
    .option('--repeats <n>', 'times that each question is asked again', wholeNumber(0), 1)
    .option('--interaction', 'ask originals with their rewordings’ contexts too')
    .requiredOption('--out <file>', 'plan.jsonl to write')
    .action(({ examples, contexts, repeats, interaction = false, out }: Flags) => {
      const how = { given: contexts === 'given', repeats, held: true, swapped: interaction };
      const plan = writePlan(requirePath('--examples', examples), how, resolve(out));
      const lines = [
        `Plan: ${out} (${plan.length} questions)`,
        'Answer each as {"id", "answer", "contexts"?: [ids, best first]}, a line of JSON each.',
      ];
      context.print(lines.join('\n'), { out, questions: plan.length });
    });
}
