import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { DEFAULT_KINDS, KINDS, type Kind } from '../../core/dataset.js';
import { varyStage } from '../../pipeline/stages/vary.js';
import type { CommandContext } from '../context.js';
import { datasetIn, kindList, requirePath, wholeNumber } from '../options.js';

interface Flags {
  data: string;
  kinds: Kind[];
  perKind: number;
  limit?: number;
  seed: number;
  out: string;
}

/** `unisono vary`: reword every question of a data set by kind. */
export function varyCommand(program: Command, context: CommandContext): void {
  program
    .command('vary')
    .description('reword every question, by kind')
    .requiredOption('--data <folder>', 'with articles, train, test (and paraphrases) .jsonl')
    .addOption(
      new Option('--kinds <list>', `of ${KINDS.join(', ')}`)
        .argParser(kindList)
        .default([...DEFAULT_KINDS], DEFAULT_KINDS.join(', ')),
    )
    .option('--per-kind <n>', 'variants of each kind per question', wholeNumber(1), 1)
    .option('--limit <n>', 'variants of each kind in each split; default all', wholeNumber(1))
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <file>', 'variants.jsonl to write')
    .action(({ data, out, ...how }: Flags) => {
      varyStage({ data: datasetIn(requirePath('--data', data)), ...how }, resolve(out));
      context.print(`Variants: ${out}`, { out });
    });
}
