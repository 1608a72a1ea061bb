import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { miningTable } from '../mining-table.js';
import { onlyWith } from '../option-rules.js';
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
  const command = program
    .command('mine')
    .description('find equivalent queries in a log, and how users reword them')
    .argument('<log>', 'JSON lines {"query"}, with "count", "timestamp", "answer" if known')
    .requiredOption('--encoder <folder>', 'sentence-transformers model')
    .option('--neighbors <n>', 'nearest neighbors compared per query', wholeNumber(1), 10)
    .option('--similarity <x>', 'minimum cosine similarity of equivalent queries', decimal(0, 1), 0.85)
    .option('--threshold <x>', 'RS: ROUGE-L above which two answers agree', decimal(0, 0.999), 0.7)
    .option('--as-dataset', 'also write train, test and paraphrases.jsonl from groups with answers')
    .option('--test-share <x>', 'share of the groups that becomes test.jsonl', decimal(0, 1), 0.5)
    .option('--seed <n>', 'random seed for clustering, sampling and the bootstrap', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'folder for groups.jsonl and mining.json')
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
  onlyWith(command, ['--test-share'], '--as-dataset');
  addExamples(
    command,
    'unisono mine log.jsonl --encoder all-MiniLM-L6-v2 --out mined',
    'unisono mine log.jsonl --encoder all-MiniLM-L6-v2 --as-dataset --test-share 0.3 --out mined',
  );
}
