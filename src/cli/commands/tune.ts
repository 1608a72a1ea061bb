import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { loadRun } from '../../pipeline/config.js';
import { tuneMerge } from '../../pipeline/tuning/tune.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { tuneTable } from '../tune-table.js';

/** `unisono tune unisono.yaml`: which way of merging keeps answers together best on the dev split. */
export function tuneCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('tune')
    .description('search merge settings for the specialists of a run, on data.dev')
    .argument('<config>', 'unisono.yaml of a completed run')
    .action(async (configPath: string) => {
      const { config } = loadRun(configPath, context.cwd, context.env);
      if (!config.dev) {
        const reason =
          'missing; expected a file of JSON lines {"id", "question", "answer"} with no question of train or test';
        throw new UnisonoError('BAD_SETTING', { path: configPath, key: 'data.dev', reason });
      }
      const result = await tuneMerge(config, { progress: context.progress });
      context.print(tuneTable(result), result);
    });
  addExamples(command, 'unisono tune unisono.yaml', 'unisono tune examples/bank-help/unisono.yaml --json');
}
