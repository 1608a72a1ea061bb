import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_THRESHOLD } from '../../variation/classify.js';
import { classifyPairs } from '../../variation/classify-pairs.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWith } from '../option-rules.js';
import { decimal, modelDirectory, requirePath } from '../options.js';

interface Flags {
  encoder?: string;
  threshold: number;
  out: string;
}

/** `unisono classify`: name the kinds of rewording in pairs of questions. */
export function classifyCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('classify')
    .description('name the kinds of rewording between pairs of questions')
    .argument('<pairs>', 'JSON lines {"id", "question", "variant"}')
    .option('--encoder <folder>', 'sentence-transformers model; without it only lexical kinds are named')
    .option('--threshold <cosine>', 'minimum cosine similarity of a paraphrase', decimal(-1, 1), DEFAULT_THRESHOLD)
    .requiredOption('--out <file>', 'JSON lines to write: the pairs with kinds and evidence')
    .action(async (pairs: string, { encoder, threshold, out }: Flags) => {
      const directory = encoder && requirePath('--encoder', resolve(modelDirectory(context, encoder)));
      let task: ReturnType<CommandContext['progress']['task']> | undefined;
      try {
        const options = { pairs: resolve(pairs), encoder: directory, threshold };
        const summary = await classifyPairs(options, resolve(out), (done, total) => {
          task ??= context.progress.task('classify', total, 'pairs');
          task.advance(done);
        });
        const { kinds, unjudged, pairs: count } = summary;
        const lines = Object.entries(kinds).map(([kind, n]) => `  ${kind.padEnd(15)} ${n}`);
        const open =
          encoder === undefined
            ? [`${unjudged} of ${count} pairs not classified: their words do not decide the kind; pass --encoder.`]
            : [];
        context.print([`Pairs: ${out}`, ...lines, ...open].join('\n'), { out, pairs: count, kinds, unjudged });
      } finally {
        task?.end();
      }
    });
  onlyWith(command, ['--threshold'], '--encoder');
  addExamples(
    command,
    'unisono classify pairs.jsonl --out kinds.jsonl',
    'unisono classify pairs.jsonl --encoder all-MiniLM-L6-v2 --out kinds.jsonl',
  );
}
