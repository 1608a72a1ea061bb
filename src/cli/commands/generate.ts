import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { DecodingOverrides, readDecoding } from '../../generation/decoding.js';
import type { Device } from '../../graph/device.js';
import { readModelConfig } from '../../models/config.js';
import { Precision } from '../../models/constant-weights.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { generateStage } from '../../pipeline/stages/generate.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWhere } from '../option-rules.js';
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

/** Options that change nothing about greedy decoding, by the names of their values. */
const SAMPLING = ['temperature', 'topK', 'topP', 'seed'];

/** `unisono generate`: let a model answer examples. */
export function generateCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  const command = program
    .command('generate')
    .description('answer questions from their contexts with a local model')
    .requiredOption('--model <model>', 'Hugging Face directory, or a hub id in the cache')
    .option('--adapter <folder>', 'PEFT LoRA adapter of the model')
    .requiredOption('--examples <file>', 'questions: train.jsonl or test.jsonl from unisono retrieve')
    .option('--max-new-tokens <n>', 'maximum number of tokens of an answer', wholeNumber(1), defaults.maxNewTokens)
    .option('--batch <n>', 'prompts per batch', wholeNumber(1), defaults.batch)
    .option('--greedy', 'greedy decoding, overriding generation_config.json')
    .option('--sample', 'sampling, overriding generation_config.json')
    .option('--temperature <x>', 'sampling temperature', decimal(0.01))
    .option('--top-k <n>', 'sample from the k most likely tokens; 0: from all', wholeNumber(0))
    .option('--top-p <p>', 'sample from the most likely tokens with this total probability', decimal(0.000001, 1))
    .option('--repetition-penalty <x>', 'repetition penalty; 1: none', decimal(0.01))
    .option('--seed <n>', 'random seed for sampling', wholeNumber(0), 1)
    .option(
      '--stop <text>',
      'stop string, which ends an answer; repeat for several',
      (text: string, all: string[] = []) => [...all, text],
    )
    .addOption(
      new Option('--precision <how>', 'number format of the weights of linear layers')
        .choices(Precision.options)
        .default('float32'),
    )
    .addOption(deviceOption())
    .requiredOption('--out <file>', 'answers.jsonl to write')
    .action(async ({ model, adapter, examples, maxNewTokens, batch, out, ...flags }: Flags) => {
      const { temperature, topK, topP, repetitionPenalty, seed, stop } = flags;
      const decoding = DecodingOverrides.parse({
        sample: flags.greedy ? false : flags.sample,
        ...{ temperature, topK, topP, repetitionPenalty, seed, stopStrings: stop },
      });
      const directory = modelDirectory(context, model);
      requireSampling(command, directory, decoding);
      const record = `${resolve(out)}.decoding.json`;
      const files = { partial: `${resolve(out)}.partial`, answers: resolve(out), record };
      const options = {
        model: directory,
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
        generateStage.unit,
        (engine, onProgress) => generateStage.work(engine, options, files, onProgress),
        flags.device,
      );
      context.print(`Answers: ${out}\nDecoding: ${record}`, { out, decoding: record });
    });
  onlyWhere(
    command,
    ['--sample', '--temperature', '--top-k', '--top-p', '--seed'],
    'without --greedy',
    ({ given }) => !given('--greedy'),
  );
  addExamples(
    command,
    'unisono generate --model models/tiny --examples test.jsonl --out answers.jsonl',
    'unisono generate --model owner/name --examples test.jsonl --sample --temperature 0.7 --seed 2 --out answers.jsonl',
  );
}

/** Sampling options without --sample apply only to a model whose generation_config.json samples. */
function requireSampling(command: Command, model: string, overrides: DecodingOverrides): void {
  const option = SAMPLING.find((name) => command.getOptionValueSource(name) === 'cli');
  if (option === undefined || readDecoding(model, readModelConfig(model), overrides).sample) return;
  const flag = `--${option.replace('K', '-k').replace('P', '-p')}`;
  const reason = `applies only with --sample; generation_config.json of ${model} decodes greedily`;
  throw new UnisonoError('BAD_FLAG', { flag, reason });
}
