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
import { wrapWords } from './wrap-words.js';

/** What `gateOptions` gives. */
export interface GateFlags {
  readonly gate?: readonly GateExpression[];
  readonly strict?: boolean;
  readonly junit?: string;
  readonly markdown?: string;
  readonly gateJson?: string;
}

/** `--gate` and where its verdicts go. */
export function gateOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--gate <expression>', 'such as "rs>=0.40"; repeat; exit code 100 if not met').argParser(
        (text: string, before: readonly GateExpression[] = []) => [...before, parseGate(text)],
      ),
    )
    .option('--strict', 'exit code 100 also where there is not enough data')
    .option('--junit <file>', 'write the verdicts as JUnit XML')
    .option('--markdown <file>', 'write the verdicts for a pull request')
    .option('--gate-json <file>', 'write the verdicts as JSON (unisono schema gate)');
}

/** Judges the gates that were given, writes their reports and decides the exit code. Undefined without gates. */
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
