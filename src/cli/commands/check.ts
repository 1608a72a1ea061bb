import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { askCheck, checkPlan } from '../../evaluation/check/ask-check.js';
import { CHECK_DEFAULTS } from '../../evaluation/check/check.js';
import { checkExamples, recordedExamples } from '../../evaluation/check/check-examples.js';
import { questionsOfDocuments, readCheckQuestions } from '../../evaluation/check/check-questions.js';
import { CHECK_SETTINGS, measureCheck } from '../../evaluation/check/measure-check.js';
import { judgeCheckGates } from '../../evaluation/gates/check-gates.js';
import type { Example } from '../../retrieval/example.js';
import { RecordedAnswer } from '../../targets/recorded-answer.js';
import { checkScreen } from '../check-screen.js';
import type { CommandContext } from '../context.js';
import { type GateFlags, gateOptions, runGates } from '../gate-options.js';
import { addExamples } from '../help.js';
import { onlyWhere, onlyWith } from '../option-rules.js';
import { requirePath, wholeNumber } from '../options.js';
import { openNamedTarget, targetOptions, withTask } from '../target-options.js';

interface Flags extends GateFlags {
  target?: string;
  model?: string;
  apiKeyEnv?: string;
  questions?: string;
  docs?: string;
  count: number;
  rewordings: number;
  seed: number;
  list?: string;
  out: string;
}

/** `unisono check`: a first look at any RAG system, with nothing to configure. */
export function checkCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('check')
    .description('ask any RAG system reworded questions; show how often answers agree');
  gateOptions(targetOptions(command, { required: false }))
    .option('--questions <file>', 'JSON lines {"question"}, with "answer" if known')
    .option('--docs <path>', 'take questions from the headings of .md, .html and .txt files')
    .option('--count <n>', 'number of questions to ask', wholeNumber(1), CHECK_DEFAULTS.count)
    .option('--rewordings <n>', 'maximum number of rewordings per question', wholeNumber(1), CHECK_DEFAULTS.rewordings)
    .option(
      '--seed <n>',
      'random seed for choosing questions and for the bootstrap',
      wholeNumber(0),
      CHECK_DEFAULTS.seed,
    )
    .option(
      '--list <file>',
      'file to write: list the questions, ask nothing; add answers and pass the file as --target',
    )
    .option('--out <folder>', 'folder for check.json and answers.jsonl', join('runs', 'check'))
    .action(async (flags: Flags) => {
      const out = resolve(context.cwd, flags.out);
      if (flags.list !== undefined) return list(context, flags, flags.list);
      if (flags.target === undefined)
        throw missing('--target', 'required; or use --list to collect the answers elsewhere');
      const recorded =
        /\.(jsonl|ndjson)$/i.test(flags.target) && flags.questions === undefined && flags.docs === undefined;
      const { name, examples, records } = recorded
        ? fromFile(resolve(context.cwd, flags.target))
        : await ask(context, { ...flags, target: flags.target }, out);
      const settings = { ...CHECK_SETTINGS, seed: flags.seed };
      const result = measureCheck(name, examples, records, settings);
      writeJson(join(out, 'check.json'), result);
      writeJsonLines(join(out, 'answers.jsonl'), records);
      const gates = runGates(context, flags, (each, strict) => judgeCheckGates(each, result, strict));
      const text = [checkScreen(result), ...(gates ? [gates.text] : [])].join('\n');
      context.print(text, gates ? { ...result, gates: gates.report } : result);
    });
  onlyWith(command, ['--count', '--rewordings'], '--questions', '--docs');
  onlyWhere(command, ['--target', '--out', '--gate'], 'without --list', ({ given }) => !given('--list'));
  addExamples(
    command,
    'unisono check --target https://rag.example.org/ask --questions q.jsonl',
    'unisono check --target https://rag.example.org/ask --docs docs --gate "rs>=0.5"',
  );
}

function fromFile(path: string): { name: string; examples: Example[]; records: RecordedAnswer[] } {
  const records = readJsonLines(path, RecordedAnswer);
  return { name: basename(path), examples: recordedExamples(records), records };
}

async function ask(context: CommandContext, flags: Flags & { target: string }, out: string) {
  const examples = drawn(context, flags);
  const target = await openNamedTarget(context, flags);
  try {
    const records = await withTask(context, 'check', 'answers', (onProgress) =>
      askCheck(target, examples, join(out, 'asked'), onProgress),
    );
    return { name: target.name, examples, records };
  } finally {
    await target.close();
  }
}

function list(context: CommandContext, flags: Flags, path: string): void {
  const plan = checkPlan(drawn(context, flags));
  writeJsonLines(
    resolve(context.cwd, path),
    plan.map(({ id, question }) => ({ id, question })),
  );
  const text = `Questions: ${path} (${plan.length})\nAdd "answer" to each, then: unisono check --target ${path}`;
  context.print(text, { list: path, questions: plan.length });
}

function drawn({ cwd }: CommandContext, { questions, docs, count, rewordings, seed }: Flags): Example[] {
  if ((questions === undefined) === (docs === undefined)) {
    throw missing('--questions', 'pass either this option or --docs');
  }
  const given =
    questions !== undefined
      ? readCheckQuestions(requirePath('--questions', resolve(cwd, questions)))
      : questionsOfDocuments(requirePath('--docs', resolve(cwd, docs as string)));
  return checkExamples(given, { questions: count, rewordings, seed });
}

function missing(flag: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag, reason });
}
