import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { writePlan } from '../../targets/record-answers.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
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
  const command = program
    .command('plan')
    .description('list the questions for a split by cause, to be answered elsewhere')
    .requiredOption('--examples <file>', 'questions: test.jsonl from unisono retrieve')
    .addOption(
      new Option('--contexts <whose>', 'contexts to answer from: given: of the examples; own: found by the system')
        .choices(['given', 'own'])
        .default('own'),
    )
    .option('--repeats <n>', 'how often each question is asked again', wholeNumber(0), 1)
    .option('--interaction', 'also ask originals with the contexts of their rewordings')
    .requiredOption('--out <file>', 'plan.jsonl to write')
    .action(({ examples, contexts, repeats, interaction = false, out }: Flags) => {
      const how = { given: contexts === 'given', repeats, held: true, swapped: interaction };
      const plan = writePlan(requirePath('--examples', examples), how, resolve(out));
      const lines = [
        `Plan: ${out} (${plan.length} questions)`,
        'Write one JSON line per answer: {"id", "answer", "contexts"?: [ids, best first]}.',
      ];
      context.print(lines.join('\n'), { out, questions: plan.length });
    });
  addExamples(
    command,
    'unisono plan --examples test.jsonl --out plan.jsonl',
    'unisono plan --examples test.jsonl --contexts given --interaction --out plan.jsonl',
  );
}
