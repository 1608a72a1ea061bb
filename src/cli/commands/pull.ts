import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { parseHubId } from '../../hub/hub-cache.js';
import { hubSettings } from '../../hub/hub-settings.js';
import { pullModel } from '../../hub/pull-model.js';
import type { CommandContext } from '../context.js';
import { formatCount } from '../format.js';
import { addExamples } from '../help.js';

/** `unisono pull`: a model of the Hugging Face hub, into the cache that transformers shares. */
export function pullCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('pull')
    .description('download a model from the Hugging Face hub to the local cache')
    .argument('<model>', 'owner/name, or owner/name@revision')
    .option(
      '--include <glob>',
      'files to download instead of the default ones; repeat for several',
      (glob, all) => [...all, glob],
      [] as string[],
    )
    .action(async (model: string, { include }: { include: string[] }) => {
      const id = parseHubId(model);
      if (!id) throw new UnisonoError('BAD_HUB_ID', { id: model });
      const { progress, env } = context;
      const pulled = await pullModel(id, { settings: hubSettings(env), progress, include });
      const { dir, files, bytes } = pulled;
      context.print(`Model: ${dir} (${files} files, ${formatCount(bytes)} bytes)\nUse it as: ${model}`, pulled);
    });
  addExamples(
    command,
    'unisono pull HuggingFaceTB/SmolLM2-135M-Instruct',
    'unisono pull bartowski/SmolLM2-135M-Instruct-GGUF --include "*Q4_K_M.gguf"',
  );
}
