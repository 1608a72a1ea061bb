import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines } from '../../core/files.js';
import { type GateSubjects, judgeGates } from '../../evaluation/gates/gate-report.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import type { AnsweredModel } from '../../evaluation/score-answers.js';
import type { RougeWords } from '../../metrics/rouge-tokens.js';
import { COMPARISONS } from '../../pipeline/models.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { evaluateStage } from '../../pipeline/stages/evaluate.js';
import { answerFiles, recordAnswers } from '../../targets/record-answers.js';
import { openTargetArgument } from '../../targets/target-argument.js';
import { causesTable } from '../causes-table.js';
import type { CommandContext } from '../context.js';
import { type GateFlags, gateOptions, runGates } from '../gate-options.js';
import { addExamples } from '../help.js';
import { ladderTable } from '../ladder-table.js';
import { onlyWith } from '../option-rules.js';
import { type NamedPath, namedPath, namedText, wholeNumber } from '../options.js';
import { withTask } from '../target-options.js';
import { readThreshold, threshold } from '../threshold.js';
import { wordsOption } from '../words-option.js';

interface Flags extends GateFlags {
  examples: string;
  answers?: NamedPath[];
  target?: { name: string; given: string }[];
  causes?: boolean;
  threshold: number | string;
  words: RougeWords;
  bertscore?: string;
  bertscoreLayer?: number;
  resamples: number;
  seed: number;
  baseline?: string;
  candidate?: string;
  out: string;
}

/** `unisono evaluate`: score answers, recorded or asked for now, for accuracy and consistency, and judge gates. */
export function evaluateCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  const command = program
    .command('evaluate')
    .description('score answers: accuracy, consistency, intervals, gates')
    .requiredOption('--examples <file>', 'questions: test.jsonl from unisono retrieve')
    .option(
      '--answers <name=file>',
      'answers of a model, from unisono generate or answer; repeat for each model',
      namedPath,
    )
    .option('--target <name=what>', 'target to ask first, as in unisono answer; repeat for each target', namedText)
    .option('--causes', 'also ask the targets what a split by cause needs')
    .option(
      '--threshold <x>',
      'RS: ROUGE-L above which two answers agree, or calibration.json',
      threshold,
      defaults.threshold,
    )
    .addOption(wordsOption())
    .option('--bertscore <folder>', 'transformer encoder for BERTScore (BS); without it BS is not measured')
    .option(
      '--bertscore-layer <n>',
      'encoder layer for BERTScore, 0: the embeddings (default: the last layer)',
      wholeNumber(0),
    )
    .option('--resamples <n>', 'bootstrap resamples', wholeNumber(1), defaults.resamples)
    .option('--seed <n>', 'random seed for the bootstrap', wholeNumber(0), 1)
    .option('--baseline <name>', 'model that gates on .drop and .gain compare with (default: the first)')
    .option('--candidate <name>', 'model that the gates judge (default: the last)')
    .requiredOption('--out <folder>', 'folder for ladder.json, pairs.jsonl, groups.jsonl, causes.json');
  gateOptions(command).action(async (flags: Flags) => {
    const { examples, resamples, seed, words } = flags;
    const bertscore = bertScoreChoice(flags);
    const out = (name: string) => join(resolve(flags.out), name);
    const models = [
      ...(flags.answers ?? []).map(({ name, path }) => ({ name, answers: path })),
      ...(await askTargets(context, flags, out)),
    ];
    checkModels(models, flags);
    const files = { pairs: out('pairs.jsonl'), groups: out('groups.jsonl'), ladder: out('ladder.json') };
    const settings = { threshold: readThreshold(flags.threshold, words), resamples, seed, words };
    const { ladder, causes } = await evaluateStage.work(
      { examples, models, comparisons: comparisonsOf(models), bertscore, ...settings },
      { ...files, causes: out('causes.json') },
    );
    const measured = { ladder, pairs: readJsonLines(files.pairs, ScoredPair) };
    const [first, last] = [flags.baseline ?? models[0]?.name, flags.candidate ?? models.at(-1)?.name];
    const subjects: GateSubjects = {
      candidate: { measured, model: last as string },
      baseline: (model) => (first === undefined || first === model ? undefined : { measured, model: first }),
    };
    const gates = runGates(context, flags, (each, strict) => judgeGates(each, subjects, { strict }));
    const shown = [ladderTable(ladder), ...(causes ? [causesTable(causes)] : []), ...(gates ? [gates.text] : [])];
    const text = [...shown, `Ladder: ${files.ladder}`].join('\n\n');
    context.print(text, gates ? { ...ladder, gates: gates.report } : ladder);
  });
  onlyWith(command, ['--causes'], '--target');
  onlyWith(command, ['--bertscore-layer'], '--bertscore');
  onlyWith(command, ['--baseline', '--candidate'], '--gate');
  addExamples(
    command,
    'unisono evaluate --examples test.jsonl --answers base=a.jsonl --answers tuned=b.jsonl --out scores',
    'unisono evaluate --examples test.jsonl --target rag=rag.yaml --causes --gate "rs>=0.6" --out scores',
  );
}

/** Asks every target in turn; answers are kept for the next run. */
async function askTargets(
  context: CommandContext,
  { examples, target: targets = [], causes = false }: Flags,
  out: (name: string) => string,
): Promise<AnsweredModel[]> {
  const models: AnsweredModel[] = [];
  for (const { name, given } of targets) {
    const files = answerFiles(out(join('answers', `${name}.jsonl`)));
    const target = await openTargetArgument({ given }, context.cwd, context.env);
    try {
      const how = { examples, repeats: causes ? 1 : 0, held: causes, swapped: false };
      await withTask(context, `answer ${name}`, 'answers', (onProgress) =>
        recordAnswers(target, how, files, onProgress),
      );
    } finally {
      await target.close();
    }
    models.push({ name, answers: files.answers });
  }
  return models;
}

function checkModels(models: readonly AnsweredModel[], { baseline, candidate }: Flags): void {
  const names = models.map(({ name }) => name);
  const fail = (flag: string, reason: string) => new UnisonoError('BAD_FLAG', { flag, reason });
  if (names.length === 0) throw fail('--answers', 'pass this option or --target');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw fail('--target', `duplicate name ${twice}`);
  for (const [flag, name] of Object.entries({ '--baseline': baseline, '--candidate': candidate })) {
    if (name !== undefined && !names.includes(name)) throw fail(flag, `no model ${name}; known: ${names.join(', ')}`);
  }
}

function comparisonsOf(models: readonly AnsweredModel[]): (readonly [string, string])[] {
  const all = [...COMPARISONS, ...models.slice(1).map(({ name }) => [name, models[0]?.name ?? ''] as const)];
  return all.filter(([a, b], i) => all.findIndex(([c, d]) => a === c && b === d) === i);
}

function bertScoreChoice({ bertscore, bertscoreLayer: layer }: Flags) {
  return bertscore === undefined ? null : { path: resolve(bertscore), layer };
}
