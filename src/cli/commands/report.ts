import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { readJson, writeFileAtomic } from '../../core/files.js';
import { Mining } from '../../mining/mining.js';
import { parseReportData } from '../../report/report-data.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';

/** `unisono report`: one self-contained HTML file from the gathered data of a run. */
export function reportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('report')
    .description("render a run's report-data.json as one self-contained HTML file")
    .argument('<data>', 'report-data.json of a run')
    .option('--mining <file>', 'mining.json of unisono mine, to add a section on it')
    .requiredOption('--out <file>', 'HTML file to write')
    .action(async (data: string, { out, mining }: { out: string; mining?: string }) => {
      const checked = parseReportData(readJson(data, z.unknown(), 'unisono run'), data);
      const extras = mining === undefined ? {} : { mining: readJson(mining, Mining, 'unisono mine') };
      // The chart library is slow to load; only this command should wait for it.
      const { renderReport } = await import('../../report/render-report.js');
      writeFileAtomic(resolve(out), renderReport(checked, extras));
      context.print(`Report: ${out}`, { out });
    });
  addExamples(
    command,
    'unisono report runs/bank-help/report-data.json --out report.html',
    'unisono report runs/bank-help/report-data.json --mining mined/mining.json --out report.html',
  );
}
