import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines } from '../../core/files.js';
import type { Device } from '../../graph/device.js';
import { LoraSettings } from '../../models/lora.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { filesIn } from '../../pipeline/stage.js';
import { trainStage } from '../../pipeline/stages/train.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import { LogLine } from '../../training/log-line.js';
import { Schedule } from '../../training/schedule.js';
import type { Kind } from '../../variation/kind-names.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { decimal, deviceOption, kindList, modelDirectory, requirePath, wholeNumber, withEngine } from '../options.js';

interface Flags {
  base: string;
  examples: string;
  encoded?: string;
  name: string;
  kinds: Kind[];
  triplet: boolean;
  epochs: number;
  batch: number;
  learningRate: number;
  alpha: number;
  margin: number;
  klWeight?: number;
  seed: number;
  schedule: Schedule;
  warmup: number;
  adapter?: string;
  loraRank?: number;
  loraAlpha?: number;
  loraDropout: number;
  loraTargets?: string[];
  microBatch?: number;
  checkpointLayers: boolean;
  device: Device;
  out: string;
}

/** `unisono train`: fine-tune one model of the ladder. */
export function trainCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.training.parse(undefined);
  const command = program
    .command('train')
    .description('fine-tune a model with cross-entropy and triplet loss')
    .requiredOption('--base <folder>', 'the model to start from')
    .requiredOption('--examples <file>', 'train.jsonl from unisono retrieve')
    .option('--encoded <folder>', 'from unisono encode; needed for the triplet loss')
    .option('--name <name>', 'name of the model in messages', 'model')
    .option('--kinds <list>', 'kinds of variants to train on besides the originals', kindList, [])
    .option('--no-triplet', 'cross-entropy alone')
    .option('--epochs <n>', 'times through the examples', wholeNumber(1), defaults.epochs)
    .option('--batch <n>', 'examples per step', wholeNumber(1), defaults.batch)
    .option('--learning-rate <x>', 'peak, of AdamW', decimal(0), defaults.learningRate)
    .option('--alpha <x>', 'weight of the triplet loss', decimal(0), defaults.triplet.alpha)
    .option('--margin <x>', 'margin of the triplet loss', decimal(0, 2), defaults.triplet.margin)
    .option('--kl-weight <x>', 'read wordings of a question in pairs, with the symmetric KL between them', decimal(0))
    .addOption(
      new Option('--schedule <how>', 'schedule of the learning rate')
        .choices(Schedule.options)
        .default(defaults.schedule),
    )
    .option('--warmup <share>', 'share of the steps in which the learning rate rises', decimal(0, 1), defaults.warmup)
    .option('--adapter <folder>', 'PEFT LoRA adapter of the base to start from')
    .option(
      '--lora-rank <n>',
      'train an adapter of this rank; out/adapter/ holds it, out/model/ has it merged',
      wholeNumber(1),
    )
    .option('--lora-alpha <x>', 'alpha of the adapter; its scale is alpha / rank (default: twice the rank)', decimal(0))
    .option('--lora-dropout <p>', "share of an adapter's inputs that a step drops", decimal(0, 0.99), 0)
    .option('--lora-targets <list>', 'linear maps to adapt, such as q_proj,v_proj (default: all)', (text) =>
      text.split(','),
    )
    .option('--micro-batch <n>', 'examples read at a time, gradients added up (default: the batch)', wholeNumber(1))
    .option('--checkpoint-layers', 'less memory, a quarter more time', false)
    .option('--seed <n>', 'random seed for batches and dropout', wholeNumber(0), 1)
    .addOption(deviceOption())
    .requiredOption('--out <folder>', 'folder for model/, plan.json and log.jsonl')
    .action(async (flags: Flags) => {
      const { base, examples, encoded, name, kinds, epochs, batch, learningRate, alpha, margin, seed } = flags;
      if (flags.triplet && encoded === undefined) {
        throw new UnisonoError('BAD_FLAG', {
          flag: '--encoded',
          reason:
            'required for the triplet loss: pass the file that unisono encode wrote, or train without it by --no-triplet',
        });
      }
      for (const [flag, count] of [
        ['--batch', batch],
        ['--micro-batch', flags.microBatch ?? 0],
      ] as const) {
        if (flags.klWeight === undefined || count % 2 === 0) continue;
        throw new UnisonoError('BAD_FLAG', { flag, reason: `must be even with --kl-weight, not ${count}` });
      }
      const out = resolve(flags.out);
      const { schedule, warmup, microBatch, checkpointLayers } = flags;
      const training = {
        ...defaults,
        ...{ epochs, batch, learningRate, schedule, warmup, microBatch, checkpointLayers },
        triplet: { ...defaults.triplet, alpha, margin },
        ...(flags.klWeight !== undefined && { kl: { weight: flags.klWeight } }),
        lora: loraSettings(flags),
      };
      const options = {
        rung: { name, kinds, triplets: flags.triplet, kl: flags.klWeight !== undefined },
        base: modelDirectory(context, base),
        ...(flags.adapter && { adapter: requirePath('--adapter', flags.adapter) }),
        examples,
        ...(encoded && {
          encoded: { queries: join(encoded, 'queries.jsonl'), embeddings: join(encoded, 'embeddings.safetensors') },
        }),
        prompt: DEFAULT_PROMPT,
        training,
        seed,
      };
      const files = filesIn(trainStage, options, out);
      await withEngine(
        context,
        `train ${name}`,
        trainStage.unit,
        (engine, onProgress) => trainStage.work(engine, options, files, onProgress),
        flags.device,
      );
      const warnings = readJsonLines(files.log, LogLine).flatMap(({ step, warning }) =>
        warning ? [`Step ${step}: ${warning}`] : [],
      );
      const { model, adapter, log } = files;
      const lines = [`Model: ${model}`, ...(training.lora ? [`Adapter: ${adapter}`] : []), `Loss log: ${log}`];
      const result = { model, log, warnings, ...(training.lora && { adapter }) };
      context.print([...lines, ...warnings].join('\n'), result);
    });
  addExamples(
    command,
    'unisono train --base models/tiny --examples train.jsonl --no-triplet --out sft',
    'unisono train --base models/tiny --examples train.jsonl --encoded encoded --kinds semantic --out sem',
  );
}

function loraSettings({ loraRank: rank, loraAlpha, loraDropout, loraTargets }: Flags): LoraSettings | undefined {
  if (rank === undefined) {
    if (loraAlpha === undefined && loraTargets === undefined && loraDropout === 0) return undefined;
    throw new UnisonoError('BAD_FLAG', { flag: '--lora-rank', reason: 'required with the other --lora options' });
  }
  return LoraSettings.parse({ rank, alpha: loraAlpha ?? 2 * rank, dropout: loraDropout, targetModules: loraTargets });
}
