import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { Calibration } from '../../evaluation/calibration.js';
import { Causes } from '../../evaluation/causes/causes.js';
import { CheckResult } from '../../evaluation/check/check-result.js';
import { Comparison } from '../../evaluation/gates/compare.js';
import { GateReport } from '../../evaluation/gates/gate-report.js';
import { Judgments } from '../../evaluation/judge/judgments.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoreSummary } from '../../evaluation/score-summary.js';
import { MergeSettings } from '../../merging/config/merge-settings.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { TuneResult } from '../../pipeline/tuning/tune-result.js';
import { TargetSettings } from '../../targets/target-settings.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';

/** Files written by users. */
const WRITTEN_BY_HAND: Readonly<Record<string, z.ZodType>> = {
  run: RunSettings,
  merge: MergeSettings,
  target: TargetSettings,
};

/** Files written by unisono for other tools. */
const WRITTEN_BY_UNISONO: Readonly<Record<string, z.ZodType>> = {
  ladder: Ladder,
  score: ScoreSummary,
  calibration: Calibration,
  gate: GateReport,
  compare: Comparison,
  causes: Causes,
  judge: Judgments,
  check: CheckResult,
  tune: TuneResult,
};

/** `unisono schema <name>`: print the JSON Schema of a file that users write, or that they read, for editors and other tools. */
export function schemaCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('schema')
    .description('print the JSON Schema of a settings file or a result')
    .addArgument(
      new Argument('<name>', 'file to describe; run: unisono.yaml').choices(
        Object.keys({ ...WRITTEN_BY_HAND, ...WRITTEN_BY_UNISONO }),
      ),
    )
    .action((name: string) => {
      const byHand = WRITTEN_BY_HAND[name];
      const schema = byHand
        ? z.toJSONSchema(byHand, { io: 'input' })
        : z.toJSONSchema(WRITTEN_BY_UNISONO[name] as z.ZodType, { io: 'output' });
      context.print(JSON.stringify(schema, null, 2), schema);
    });
  addExamples(command, 'unisono schema run', 'unisono schema ladder');
}
