import type { Command } from 'commander';
import { loadRun } from '../../pipeline/config.js';
import { runPipeline } from '../../pipeline/run.js';
import type { CommandContext } from '../context.js';
import { ladderTable } from '../ladder-table.js';

/** `unisono run unisono.yaml`: the whole method, from variants to report. */
export function runCommand(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('do it all: vary, retrieve, train, weigh, merge, measure, report')
    .argument('<config>', 'unisono.yaml')
    .option('--force', 'run every stage anew, whatever is there')
    .action(async (configPath: string, { force = false }: { force?: boolean }) => {
      const { config, settings } = loadRun(configPath, context.cwd, context.env);
      const { progress, version } = context;
      const result = await runPipeline(config, { configPath, settings, progress, force, version });
      const { ladder, report, merged, done, cached } = result;
      const closing = [
        `Report: ${report}`,
        `Merged model: ${merged}`,
        `${done.length} stages run, ${cached.length} unchanged.`,
      ];
      context.print([ladderTable(ladder), '', ...closing].join('\n'), { ladder, report, merged, done, cached });
    });
}
