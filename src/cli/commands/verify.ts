import { resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyMerge } from '../../merging/verify.js';
import type { CommandContext } from '../context.js';
import { formatBytes } from '../format.js';
import { addExamples } from '../help.js';
import { wholeNumber } from '../parse-options.js';

/** `unisono verify`: whether a merged model is what its inputs give. */
export function verifyCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('verify')
    .description('verify a merged model: files, values, and recomputed tensors')
    .argument('<folder>', 'model written by unisono merge')
    .option('--samples <n>', 'tensors to recompute with a slow, independent implementation', wholeNumber(0), 8)
    .action(async (folder: string, { samples }: { samples: number }) => {
      let task: ReturnType<CommandContext['progress']['task']> | undefined;
      const checked = await verifyMerge(resolve(context.cwd, folder), {
        samples,
        onTensor: (_, total) => {
          task ??= context.progress.task('verify', total, 'tensors');
          task.advance();
        },
      });
      task?.end();
      const { tensors, bytes, recomputed } = checked;
      context.print(
        `Verified: ${tensors} tensors, ${formatBytes(bytes)}, all values finite; ${recomputed.length} recomputed, all equal`,
        checked,
      );
    });
  addExamples(command, 'unisono verify merged', 'unisono verify runs/bank-help/merge/model --samples 32');
}
