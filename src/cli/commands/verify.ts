import { resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyMerge } from '../../merging/verify.js';
import type { CommandContext } from '../context.js';
import { formatBytes } from '../format.js';
import { wholeNumber } from '../parse-options.js';

/** `unisono verify`: whether a merged model is what its inputs give. */
export function verifyCommand(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .description('check a merged model: files, values, and sampled tensors merged again')
    .argument('<folder>', 'a model that unisono merge has written')
    .option('--samples <n>', 'tensors to merge again in a slow, independent way', wholeNumber(0), 8)
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
        `Verified: ${tensors} tensors, ${formatBytes(bytes)}, all values finite; ${recomputed.length} merged again, equal`,
        checked,
      );
    });
}
