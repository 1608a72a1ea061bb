import { resolve } from 'node:path';
import type { Command } from 'commander';
import { filesIn } from '../../pipeline/stage.js';
import { retrieveStage } from '../../pipeline/stages/retrieve.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { datasetIn, requirePath, wholeNumber } from '../options.js';

interface Flags {
  data: string;
  variants: string;
  k: number;
  out: string;
}

/** `unisono retrieve`: contexts for every question and again for every variant. */
export function retrieveCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('retrieve')
    .description('retrieve contexts for every question and every variant')
    .requiredOption('--data <folder>', 'folder with articles, train, test and optional paraphrases .jsonl')
    .requiredOption('--variants <file>', 'variants.jsonl from unisono vary')
    .option('--k <n>', 'contexts per question', wholeNumber(1), 1)
    .requiredOption('--out <folder>', 'folder for train.jsonl and test.jsonl')
    .action(async ({ data, variants, k, out }: Flags) => {
      const options = { data: datasetIn(requirePath('--data', data)), variants, k };
      const files = filesIn(retrieveStage, options, resolve(out));
      await retrieveStage.work(options, files);
      context.print(`Examples: ${files.train}, ${files.test}`, files);
    });
  addExamples(
    command,
    'unisono retrieve --data examples/bank-help --variants variants.jsonl --out examples',
    'unisono retrieve --data examples/bank-help --variants variants.jsonl --k 3 --out examples',
  );
}
