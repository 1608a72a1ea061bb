import { join, resolve } from 'node:path';
import type { Command } from 'commander';
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
    .action(({ data, variants, k, out }: Flags) => {
      const [train, test] = ['train.jsonl', 'test.jsonl'].map((file) => join(resolve(out), file)) as [string, string];
      retrieveStage({ data: datasetIn(requirePath('--data', data)), variants, k }, { train, test });
      context.print(`Examples: ${train}, ${test}`, { train, test });
    });
  addExamples(
    command,
    'unisono retrieve --data examples/bank-help --variants variants.jsonl --out examples',
    'unisono retrieve --data examples/bank-help --variants variants.jsonl --k 3 --out examples',
  );
}
