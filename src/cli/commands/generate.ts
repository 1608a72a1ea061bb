import { resolve } from 'node:path';
import type { Command } from 'commander';
import { RunSettings } from '../../pipeline/run-settings.js';
import { generateStage } from '../../pipeline/stages/generate.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import type { CommandContext } from '../context.js';
import { modelDirectory, wholeNumber, withEngine } from '../options.js';

interface Flags {
  model: string;
  examples: string;
  maxNewTokens: number;
  batch: number;
  out: string;
}

/** `unisono generate`: let a model answer examples. */
export function generateCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  program
    .command('generate')
    .description('let a model answer questions from their contexts, greedily')
    .requiredOption('--model <model>', 'Hugging Face directory, or a hub id in the cache')
    .requiredOption('--examples <file>', 'train.jsonl or test.jsonl from unisono retrieve')
    .option('--max-new-tokens <n>', 'tokens of an answer, at most', wholeNumber(1), defaults.maxNewTokens)
    .option('--batch <n>', 'prompts at a time', wholeNumber(1), defaults.batch)
    .requiredOption('--out <file>', 'answers.jsonl to write')
    .action(async ({ model, out, ...rest }: Flags) => {
      const files = { partial: `${resolve(out)}.partial`, answers: resolve(out) };
      const options = { model: modelDirectory(context, model), prompt: DEFAULT_PROMPT, ...rest };
      await withEngine(context, 'generate', 'answers', (engine, onProgress) =>
        generateStage(engine, options, files, onProgress),
      );
      context.print(`Answers: ${out}`, { out });
    });
}
