import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { DecodingOverrides } from '../../generation/decoding.js';
import type { Device } from '../../graph/device.js';
import { Precision } from '../../models/constant-weights.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { generateStage } from '../../pipeline/stages/generate.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import type { CommandContext } from '../context.js';
import { decimal, deviceOption, modelDirectory, requirePath, wholeNumber, withEngine } from '../options.js';

interface Flags {
  model: string;
  adapter?: string;
  examples: string;
  maxNewTokens: number;
  batch: number;
  sample?: boolean;
  greedy?: boolean;
  temperature?: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
  seed: number;
  stop?: string[];
  precision: Precision;
  device: Device;
  out: string;
}

/** `unisono generate`: let a model answer examples. */
export function generateCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  program
    .command('generate')
    .description('let a model answer questions from their contexts, as its generation_config.json says')
    .requiredOption('--model <model>', 'Hugging Face directory, or a hub id in the cache')
    .option('--adapter <folder>', 'PEFT LoRA adapter of the model')
    .requiredOption('--examples <file>', 'train.jsonl or test.jsonl from unisono retrieve')
    .option('--max-new-tokens <n>', 'tokens of an answer, at most', wholeNumber(1), defaults.maxNewTokens)
    .option('--batch <n>', 'prompts at a time', wholeNumber(1), defaults.batch)
    .option('--greedy', 'take the most likely token, whatever generation_config.json says')
    .option('--sample', 'draw tokens by their probability')
    .option('--temperature <x>', 'of sampling', decimal(0.01))
    .option('--top-k <n>', 'sample from so many tokens; 0: from all', wholeNumber(0))
    .option('--top-p <p>', 'sample from the tokens that make up this probability', decimal(0.000001, 1))
    .option('--repetition-penalty <x>', '1 for none', decimal(0.01))
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .option('--stop <text>', 'ends an answer; may be repeated', (text: string, all: string[] = []) => [...all, text])
    .addOption(
      new Option('--precision <how>', 'in which the linear maps are held')
        .choices(Precision.options)
        .default('float32'),
    )
    .addOption(deviceOption())
    .requiredOption('--out <file>', 'answers.jsonl to write')
    .action(async ({ model, adapter, examples, maxNewTokens, batch, out, ...flags }: Flags) => {
      if (flags.sample && flags.greedy) {
        throw new UnisonoError('BAD_FLAG', { flag: '--sample', reason: 'give either this or --greedy' });
      }
      const { temperature, topK, topP, repetitionPenalty, seed, stop } = flags;
      const decoding = DecodingOverrides.parse({
        sample: flags.greedy ? false : flags.sample,
        ...{ temperature, topK, topP, repetitionPenalty, seed, stopStrings: stop },
      });
      const record = `${resolve(out)}.decoding.json`;
      const files = { partial: `${resolve(out)}.partial`, answers: resolve(out), record };
      const options = {
        model: modelDirectory(context, model),
        ...(adapter && { adapter: requirePath('--adapter', adapter) }),
        ...{
          prompt: DEFAULT_PROMPT,
          examples,
          maxNewTokens,
          batch,
          decoding,
          precision: flags.precision,
        },
      };
      await withEngine(
        context,
        'generate',
        'answers',
        (engine, onProgress) => generateStage(engine, options, files, onProgress),
        flags.device,
      );
      context.print(`Answers: ${out}\nDecoding: ${record}`, { out, decoding: record });
    });
}
