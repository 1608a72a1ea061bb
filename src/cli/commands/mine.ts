import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { miningTable } from '../mining-table.js';
import { decimal, requirePath, wholeNumber } from '../options.js';

interface Flags {
  encoder: string;
  neighbors: number;
  similarity: number;
  threshold: number;
  asDataset?: boolean;
  testShare: number;
  seed: number;
  out: string;
}

/** `unisono mine`: which queries of a log ask the same, and how their users reword. */
export function mineCommand(program: Command, context: CommandContext): void {
  program
    .command('mine')
    .description("find a log's equivalent queries, and how users reword")
    .argument('<log>', 'JSON lines: {"query"}, and "count", "timestamp", "answer" if known')
    .requiredOption('--encoder <folder>', 'a sentence-transformers model')
    .option('--neighbors <n>', 'of every query that are looked at', wholeNumber(1), 10)
    .option('--similarity <x>', 'cosine of equivalent queries, at least', decimal(0, 1), 0.85)
    .option('--threshold <x>', 'ROUGE-L above which two answers agree (RS)', decimal(0, 0.999), 0.7)
    .option('--as-dataset', 'write train, test and paraphrases.jsonl too, of answered groups')
    .option('--test-share <x>', 'of the groups of --as-dataset', decimal(0, 1), 0.5)
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for groups.jsonl and mining.json')
    .action(async (log: string, flags: Flags) => {
      const { neighbors, similarity, threshold, seed, asDataset, testShare, out } = flags;
      const directory = requirePath('--encoder', resolve(flags.encoder));
      const [{ loadEncoder }, { classifyRewording }, { canonicalize }, { mineToFiles }] = await Promise.all([
        import('../../encoding/load-encoder.js'),
        import('../../mining/classifier.js'),
        import('../../variation/canonicalize.js'),
        import('../../mining/mine-to-files.js'),
      ]);
      const encoder = loadEncoder(directory);
      try {
        const options = {
          log: requirePath('log', resolve(log)),
          encoder,
          classify: classifyRewording,
          canonical: canonicalize,
          neighbors,
          similarity,
          answerThreshold: threshold,
          seed,
          progress: context.progress,
          dataset: asDataset ? { testShare } : undefined,
        };
        const { mining, files } = await mineToFiles(options, resolve(out));
        context.print([miningTable(mining), '', `Groups: ${files.groups}`].join('\n'), { ...mining, files });
      } finally {
        await encoder.release();
      }
    });
}
