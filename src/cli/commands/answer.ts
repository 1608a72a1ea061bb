import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { answerFiles, recordAnswers } from '../../targets/record-answers.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWith } from '../option-rules.js';
import { requirePath, wholeNumber } from '../options.js';
import { openNamedTarget, targetOptions, withTask } from '../target-options.js';

interface Flags {
  target: string;
  model?: string;
  apiKeyEnv?: string;
  examples?: string;
  plan?: string;
  causes?: boolean;
  interaction?: boolean;
  repeats: number;
  out: string;
}

/** `unisono answer`: let any RAG system answer examples or a plan. */
export function answerCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('answer')
    .description('collect answers from any RAG system: service, endpoint, model or file');
  targetOptions(command)
    .option('--examples <file>', 'questions: test.jsonl from unisono retrieve')
    .option('--plan <file>', 'questions: plan.jsonl from unisono plan, instead of --examples')
    .option('--causes', 'also ask the questions that a split by cause needs')
    .option('--interaction', 'also ask originals with the contexts of their rewordings')
    .option('--repeats <n>', 'how often each question is asked again', wholeNumber(1), 1)
    .requiredOption('--out <file>', 'answers.jsonl to write')
    .action(async (flags: Flags) => {
      const { examples, plan, causes = false, interaction = false, repeats, out } = flags;
      if ((examples === undefined) === (plan === undefined)) {
        throw new UnisonoError('BAD_FLAG', {
          flag: '--examples',
          reason: 'not allowed together with --plan; pass one of the two',
        });
      }
      const files = answerFiles(resolve(out));
      const options = plan
        ? { plan: requirePath('--plan', plan) }
        : { examples: examples as string, repeats: causes ? repeats : 0, held: causes, swapped: causes && interaction };
      const target = await openNamedTarget(context, flags);
      try {
        const { answers, leftOut } = await withTask(context, 'answer', 'answers', (onProgress) =>
          recordAnswers(target, options, files, onProgress),
        );
        const left = leftOut.map(({ ids, reason }) => `Not asked: ${ids.length} questions; ${reason}.`);
        const text = [`Answers: ${out} (${answers.length})`, ...left, `Log of every answer: ${files.asked}`];
        context.print(text.join('\n'), { out, answers: answers.length, leftOut, asked: files.asked });
      } finally {
        await target.close();
      }
    });
  onlyWith(command, ['--causes'], '--examples');
  onlyWith(command, ['--interaction', '--repeats'], '--causes');
  addExamples(
    command,
    'unisono answer --target https://rag.example.org/ask --examples test.jsonl --out answers.jsonl',
    'unisono answer --target rag.yaml --examples test.jsonl --causes --out answers.jsonl',
  );
}
