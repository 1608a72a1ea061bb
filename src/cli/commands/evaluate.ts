import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { COMPARISONS } from '../../pipeline/models.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { scoreStage } from '../../pipeline/stages/score.js';
import type { CommandContext } from '../context.js';
import { ladderTable } from '../ladder-table.js';
import { decimal, type NamedPath, namedPath, wholeNumber } from '../options.js';

interface Flags {
  examples: string;
  answers: NamedPath[];
  threshold: number;
  resamples: number;
  seed: number;
  out: string;
}

/** `unisono evaluate`: score recorded answers for accuracy and consistency. */
export function evaluateCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  program
    .command('evaluate')
    .description("score models' answers: accuracy, consistency, intervals")
    .requiredOption('--examples <file>', 'test.jsonl from unisono retrieve')
    .requiredOption('--answers <name=file>', 'from unisono generate; repeat for each model', namedPath)
    .option('--threshold <x>', 'ROUGE-L above which two answers are the same (RS)', decimal(0, 1), defaults.threshold)
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(1), defaults.resamples)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for ladder.json, pairs.jsonl and groups.jsonl')
    .action(({ answers, out, ...rest }: Flags) => {
      const models = answers.map(({ name, path }) => ({ name, answers: path }));
      const comparisons = [
        ...COMPARISONS,
        ...models.slice(1).map(({ name }) => [name, models[0]?.name ?? ''] as const),
      ];
      const distinct = comparisons.filter(([a, b], i) => comparisons.findIndex(([c, d]) => a === c && b === d) === i);
      const file = (name: string) => join(resolve(out), name);
      const files = { pairs: file('pairs.jsonl'), groups: file('groups.jsonl'), ladder: file('ladder.json') };
      const ladder = scoreStage({ models, comparisons: distinct, ...rest }, files);
      context.print([ladderTable(ladder), '', `Ladder: ${files.ladder}`].join('\n'), ladder);
    });
}
