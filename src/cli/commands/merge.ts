import { resolve } from 'node:path';
import type { Command } from 'commander';
import { RunSettings } from '../../pipeline/run-settings.js';
import { mergeStage } from '../../pipeline/stages/merge.js';
import type { CommandContext } from '../context.js';
import { decimal, modelDirectory, type NamedPath, namedPath, wholeNumber } from '../options.js';

interface Flags {
  base: string;
  model: NamedPath[];
  weights: string;
  drop: number;
  seed: number;
  out: string;
}

/** `unisono merge`: layer-wise DARE-TIES into one Hugging Face directory. */
export function mergeCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.merge.parse(undefined);
  program
    .command('merge')
    .description('merge specialists into one model, by DARE-TIES with layer weights')
    .requiredOption('--base <folder>', 'the model that all were fine-tuned from')
    .requiredOption('--model <name=folder>', 'a specialist; repeat for each', namedPath)
    .requiredOption('--weights <file>', 'weights.json from unisono weights')
    .option('--drop <p>', 'share of every delta that DARE drops', decimal(0, 0.999), defaults.dropProbability)
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'the merged model')
    .action(async ({ base, model, weights, drop, seed, out }: Flags) => {
      const models = model.map(({ name, given }) => ({ name, dir: modelDirectory(context, given) }));
      let task: ReturnType<CommandContext['progress']['task']> | undefined;
      const options = { base: modelDirectory(context, base), models, weights, dropProbability: drop, seed };
      const summary = await mergeStage(options, resolve(out), (done, total) => {
        task ??= context.progress.task('merge', total, 'bytes');
        task.advance(done);
      });
      task?.end();
      context.print(`Merged model: ${out} (${summary.tensors} tensors, ${summary.parameters} parameters)`, {
        out,
        ...summary,
      });
    });
}
