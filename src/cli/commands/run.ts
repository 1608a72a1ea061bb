import type { Command } from 'commander';
import { loadRun } from '../../pipeline/config.js';
import { runPipeline } from '../../pipeline/run.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { ladderTable } from '../ladder-table.js';

/** `unisono run unisono.yaml`: the whole method, from variants to report. */
export function runCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .description('run the whole method: vary, retrieve, train, weigh, merge, report')
    .argument('<config>', 'settings, such as unisono.yaml (unisono schema run)')
    .option('--force', 'run every stage again, even if unchanged')
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
  addExamples(command, 'unisono run unisono.yaml', 'unisono run examples/bank-help/unisono.yaml --force');
}
