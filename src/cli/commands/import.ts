import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { importGguf } from '../../importing/import-gguf.js';
import type { CommandContext } from '../context.js';
import { formatCount } from '../format.js';
import { addExamples } from '../help.js';

const DTYPES = { bf16: 'BF16', f32: 'F32' } as const;

/** `unisono import`: a GGUF file as a Hugging Face directory. */
export function importCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .description('convert a GGUF file to a Hugging Face directory')
    .argument('<file>', 'GGUF file')
    .argument('<folder>', 'directory to write')
    .addOption(
      new Option('--dtype <type>', 'number format of the weights written').choices(Object.keys(DTYPES)).default('bf16'),
    )
    .action(async (file: string, folder: string, { dtype }: { dtype: keyof typeof DTYPES }) => {
      const out = resolve(folder);
      const { progress } = context;
      const summary = await importGguf(file, out, { dtype: DTYPES[dtype], progress });
      const { architecture, tensors, parameters, formats, hasChatTemplate } = summary;
      const stored = Object.entries(formats).map(([format, count]) => `${count} ${format}`);
      const lines = [
        `Model: ${folder} (${architecture}, ${formatCount(parameters)} weights)`,
        `Read: ${tensors} tensors, ${stored.join(', ')}`,
        ...(hasChatTemplate ? [] : ['The file has no chat template: add one to tokenizer_config.json.']),
      ];
      context.print(lines.join('\n'), { out, ...summary });
    });
  addExamples(
    command,
    'unisono import SmolLM2-135M-Instruct.Q4_1.gguf smollm2',
    'unisono import model.gguf model --dtype f32',
  );
}
