import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { readJson, readJsonLines, writeJson } from '../../core/files.js';
import { type ComparedModel, type Comparison, compareModels, pairModels } from '../../evaluation/gates/compare.js';
import type { Measured } from '../../evaluation/gates/figures.js';
import { type GateSubjects, judgeGates } from '../../evaluation/gates/gate-report.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import { columns } from '../columns.js';
import type { CommandContext } from '../context.js';
import { type GateFlags, gateOptions, runGates } from '../gate-options.js';
import { addExamples } from '../help.js';
import { wrapWords } from '../wrap-words.js';

interface Flags extends GateFlags {
  model?: string;
  out?: string;
}

/** `unisono compare`: what changed between two runs, and whether gates on the change are met. */
export function compareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .description('compare two runs: every figure of every model in both')
    .argument('<runA>', 'baseline: folder of a run, or its ladder.json')
    .argument('<runB>', 'candidate, which gates judge: folder of a run, or its ladder.json')
    .option('--model <name>', 'model to compare; NAME_A=NAME_B if its name differs between the runs');
  gateOptions(command)
    .option('--out <file>', 'JSON file to write (unisono schema compare)')
    .action((runA: string, runB: string, flags: Flags) => {
      const [a, b] = [readRun(context, runA), readRun(context, runB)] as const;
      const pairs = flags.model === undefined ? pairModels(a, b) : [chosen(flags.model, a, b)];
      const models = pairs.map((each) => compareModels({ measured: a, model: each.a }, { measured: b, model: each.b }));
      const subjects: GateSubjects = {
        candidate: { measured: b, model: pairs.at(-1)?.b as string },
        baseline: (model) => {
          const same = pairs.find((each) => each.b === model);
          return same && { measured: a, model: same.a };
        },
      };
      const gates = runGates(context, flags, (each, strict) => judgeGates(each, subjects, { strict }));
      const result: Comparison = { a: runA, b: runB, models, ...(gates && { gates: gates.report }) };
      if (flags.out !== undefined) writeJson(resolve(context.cwd, flags.out), result);
      const text = [`${runA} (a), ${runB} (b)`, ...models.map(modelTable), ...(gates ? [gates.text] : [])];
      context.print(text.join('\n\n'), result);
    });
  addExamples(
    command,
    'unisono compare runs/main runs/branch',
    'unisono compare runs/main runs/branch --model Merged --gate "rs.drop<=0.01"',
  );
}

function readRun({ cwd }: CommandContext, given: string): Measured {
  const path = resolve(cwd, given);
  const folder = existsSync(path) && statSync(path).isDirectory();
  const ladder = readJson(folder ? join(path, 'ladder.json') : path, Ladder, 'unisono run or unisono evaluate');
  const beside = folder ? path : dirname(path);
  const pairs = ['pairs.jsonl', join('evaluate', 'pairs.jsonl')].map((name) => join(beside, name)).find(existsSync);
  return { ladder, pairs: pairs === undefined ? undefined : readJsonLines(pairs, ScoredPair) };
}

function chosen(text: string, a: Measured, b: Measured): { a: string; b: string } {
  const [first, second = first] = text.split('=') as [string, string?];
  for (const [name, { ladder }] of [
    [first, a],
    [second, b],
  ] as const) {
    const names = ladder.rows.map(({ model }) => model);
    if (names.includes(name)) continue;
    throw new UnisonoError('BAD_FLAG', { flag: '--model', reason: `no model ${name}; known: ${names.join(', ')}` });
  }
  return { a: first, b: second };
}

function modelTable({ a, b, paired, figures }: ComparedModel): string {
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
  const rows = figures.map(({ metric, difference, verdict, ...figure }) => [
    metric,
    figure.a.value.toFixed(3),
    figure.b.value.toFixed(3),
    difference ? signed(difference.value) : '',
    difference ? `[${signed(difference.low)}, ${signed(difference.high)}]` : '',
    verdict,
  ]);
  const reasons = figures.flatMap(({ reason }) => (reason === undefined ? [] : wrapWords(`${reason}.`)));
  const how = paired ? 'the same pairs' : 'different pairs, or pairs.jsonl missing: intervals are wider';
  return [
    `${a === b ? a : `${a} (a), ${b} (b)`}: ${how}`,
    ...columns([['figure', 'a', 'b', 'b - a', '95 %', ''], ...rows]),
    ...reasons,
  ].join('\n');
}
