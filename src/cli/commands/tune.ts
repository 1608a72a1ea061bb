import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { loadRun } from '../../pipeline/config.js';
import { tuneMerge } from '../../pipeline/tuning/tune.js';
import type { CommandContext } from '../context.js';
import { tuneTable } from '../tune-table.js';

/** `unisono tune unisono.yaml`: which way of merging keeps answers together best on the dev split. */
export function tuneCommand(program: Command, context: CommandContext): void {
  program
    .command('tune')
    .description('try ways to merge the specialists of a run, on data.dev')
    .argument('<config>', 'unisono.yaml of a run that is done')
    .action(async (configPath: string) => {
      const { config } = loadRun(configPath, context.cwd, context.env);
      if (!config.dev) {
        const reason =
          'data.dev is missing: JSON lines with id, question and answer, of which none is in train or test';
        throw new UnisonoError('BAD_SETTING', { path: configPath, key: 'data.dev', reason });
      }
      const result = await tuneMerge(config, { progress: context.progress });
      context.print(tuneTable(result), result);
    });
}
