import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Device } from '../../graph/device.js';
import { Pooling } from '../../models/pooling.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { deviceOption, modelDirectory, requirePath, withEngine } from '../options.js';

interface Flags {
  model: string;
  adapter?: string;
  queries: string;
  pooling: Pooling;
  device: Device;
  out: string;
}

/** `unisono activations`: pooled hidden states of every layer for every query. */
export function activationsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('activations')
    .description('write the pooled hidden states of every layer for every query')
    .requiredOption('--model <model>', 'Hugging Face directory, or a hub id in the cache')
    .option('--adapter <folder>', 'PEFT LoRA adapter of the model')
    .requiredOption('--queries <file>', 'JSON lines {"id", "text"}')
    .addOption(
      new Option('--pooling <how>', 'pooling over the tokens of a query').choices(Pooling.options).default('max'),
    )
    .addOption(deviceOption())
    .requiredOption('--out <file>', 'safetensors file to write: [layers + 1, queries, hidden]')
    .action(async ({ model, adapter, queries, pooling, device, out }: Flags) => {
      const job = {
        model: modelDirectory(context, model),
        ...(adapter && { adapter: requirePath('--adapter', adapter) }),
        ...{ queries, pooling, out: resolve(out) },
      };
      await withEngine(
        context,
        'activations',
        'queries',
        (engine, onProgress) => engine.activations(job, onProgress),
        device,
      );
      context.print(`Activations: ${out}`, { out });
    });
  addExamples(
    command,
    'unisono activations --model models/tiny --queries queries.jsonl --out base.safetensors',
    'unisono activations --model models/tiny --adapter adapter --queries queries.jsonl --pooling mean --out tuned.safetensors',
  );
}
