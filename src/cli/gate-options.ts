import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { EXIT } from '../core/errors.js';
import { writeFileAtomic, writeJson } from '../core/files.js';
import { type GateExpression, parseGate } from '../evaluation/gates/expression.js';
import type { GateReport } from '../evaluation/gates/gate-report.js';
import { gateSentence } from '../evaluation/gates/gate-sentence.js';
import { gatesAsJunit } from '../evaluation/gates/junit.js';
import { gatesAsMarkdown } from '../evaluation/gates/markdown.js';
import type { CommandContext } from './context.js';
import { onlyWith } from './option-rules.js';
import { wrapWords } from './wrap-words.js';

/** Values of the options that {@link gateOptions} adds. */
export interface GateFlags {
  readonly gate?: readonly GateExpression[];
  readonly strict?: boolean;
  readonly junit?: string;
  readonly markdown?: string;
  readonly gateJson?: string;
}

/** Adds `--gate` and the options for its reports. */
export function gateOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        '--gate <expression>',
        'condition, such as "rs>=0.40"; repeat for several; exit code 100 if not met',
      ).argParser((text: string, before: readonly GateExpression[] = []) => [...before, parseGate(text)]),
    )
    .option('--strict', 'exit code 100 also if a gate has not enough data')
    .option('--junit <file>', 'JUnit XML file to write: the verdicts')
    .option('--markdown <file>', 'Markdown file to write: the verdicts, for a pull request')
    .option('--gate-json <file>', 'JSON file to write: the verdicts (unisono schema gate)');
  onlyWith(command, ['--strict', '--junit', '--markdown', '--gate-json'], '--gate');
  return command;
}

/** Judges the gates, writes their reports and sets the exit code. Undefined without gates. */
export function runGates(
  context: CommandContext,
  { gate = [], strict = false, junit, markdown, gateJson }: GateFlags,
  judged: (gates: readonly GateExpression[], strict: boolean) => GateReport,
): { report: GateReport; text: string } | undefined {
  if (gate.length === 0) return undefined;
  const report = judged(gate, strict);
  const at = (path: string) => resolve(context.cwd, path);
  if (junit !== undefined) writeFileAtomic(at(junit), gatesAsJunit(report));
  if (markdown !== undefined) writeFileAtomic(at(markdown), gatesAsMarkdown(report));
  if (gateJson !== undefined) writeJson(at(gateJson), report);
  if (!report.passed) context.endWith(EXIT.gate);
  return { report, text: gateLines(report).join('\n') };
}

/** The verdicts for a terminal of 80 columns. */
export function gateLines({ gates }: GateReport): string[] {
  return ['Gates', ...gates.flatMap((gate) => wrapWords(gateSentence(gate), { indent: '  ' }))];
}
