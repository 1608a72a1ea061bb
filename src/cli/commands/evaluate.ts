import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { COMPARISONS } from '../../pipeline/models.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { scoreStage } from '../../pipeline/stages/score.js';
import type { CommandContext } from '../context.js';
import { ladderTable } from '../ladder-table.js';
import { type NamedPath, namedPath, wholeNumber } from '../options.js';
import { readThreshold, threshold } from '../threshold.js';

interface Flags {
  examples: string;
  answers: NamedPath[];
  threshold: number | string;
  bertscore?: string;
  bertscoreLayer?: number;
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
    .option(
      '--threshold <x>',
      'ROUGE-L above which two answers are the same (RS), or calibration.json',
      threshold,
      defaults.threshold,
    )
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(1), defaults.resamples)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .option('--bertscore <folder>', 'an encoder that measures BS; without it BS is not measured')
    .option('--bertscore-layer <n>', 'whose vectors are compared; 0 the embeddings (default: the last)', wholeNumber(0))
    .requiredOption('--out <folder>', 'for ladder.json, pairs.jsonl and groups.jsonl')
    .action(async ({ answers, out, bertscore, bertscoreLayer, ...rest }: Flags) => {
      const models = answers.map(({ name, path }) => ({ name, answers: path }));
      const comparisons = [
        ...COMPARISONS,
        ...models.slice(1).map(({ name }) => [name, models[0]?.name ?? ''] as const),
      ];
      const distinct = comparisons.filter(([a, b], i) => comparisons.findIndex(([c, d]) => a === c && b === d) === i);
      const file = (name: string) => join(resolve(out), name);
      const files = { pairs: file('pairs.jsonl'), groups: file('groups.jsonl'), ladder: file('ladder.json') };
      if (bertscore === undefined && bertscoreLayer !== undefined)
        throw new UnisonoError('BAD_FLAG', {
          flag: '--bertscore-layer',
          reason: 'is of --bertscore, which is not given',
        });
      const ladder = await scoreStage(
        {
          models,
          comparisons: distinct,
          ...rest,
          threshold: readThreshold(rest.threshold),
          bertscore: bertscore === undefined ? null : { path: resolve(bertscore), layer: bertscoreLayer },
        },
        files,
      );
      context.print([ladderTable(ladder), '', `Ladder: ${files.ladder}`].join('\n'), ladder);
    });
}
