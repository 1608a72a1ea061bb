import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Pooling } from '../../models/pooling.js';
import type { CommandContext } from '../context.js';
import { modelDirectory, withEngine } from '../options.js';

interface Flags {
  model: string;
  queries: string;
  pooling: Pooling;
  out: string;
}

/** `unisono activations`: pooled hidden states of every layer for every query. */
export function activationsCommand(program: Command, context: CommandContext): void {
  program
    .command('activations')
    .description('write the pooled hidden states of every layer for every query')
    .requiredOption('--model <model>', 'Hugging Face directory, or a hub id in the cache')
    .requiredOption('--queries <file>', 'JSON lines with id and text')
    .addOption(new Option('--pooling <how>').choices(Pooling.options).default('max'))
    .requiredOption('--out <file>', 'safetensors with activations [layers + 1, queries, hidden]')
    .action(async ({ model, queries, pooling, out }: Flags) => {
      const job = { model: modelDirectory(context, model), queries, pooling, out: resolve(out) };
      await withEngine(context, 'activations', 'queries', (engine, onProgress) => engine.activations(job, onProgress));
      context.print(`Activations: ${out}`, { out });
    });
}
