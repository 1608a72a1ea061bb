import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_THRESHOLD } from '../../variation/classify.js';
import { classifyPairs } from '../../variation/classify-pairs.js';
import type { CommandContext } from '../context.js';
import { decimal, modelDirectory, requirePath } from '../options.js';

interface Flags {
  encoder?: string;
  threshold: number;
  out: string;
}

/** `unisono classify`: name the kinds of rewording in pairs of questions. */
export function classifyCommand(program: Command, context: CommandContext): void {
  program
    .command('classify')
    .description('name the kinds of rewording that tell pairs of questions apart')
    .argument('<pairs>', 'JSONL of id, question, variant')
    .option('--encoder <folder>', 'a sentence encoder; without it only lexical kinds are named')
    .option('--threshold <cosine>', 'least similarity of a paraphrase', decimal(-1, 1), DEFAULT_THRESHOLD)
    .requiredOption('--out <file>', 'JSONL to write: the pairs with kinds and evidence')
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
            ? [`${unjudged} of ${count} pairs are not judged: words do not decide, and no --encoder was given.`]
            : [];
        context.print([`Pairs: ${out}`, ...lines, ...open].join('\n'), { out, pairs: count, kinds, unjudged });
      } finally {
        task?.end();
      }
    });
}
