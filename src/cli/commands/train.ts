import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { readJsonLines } from '../../core/files.js';
import type { Device } from '../../graph/device.js';
import { filesIn } from '../../pipeline/stage.js';
import { trainStage } from '../../pipeline/stages/train.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import { LogLine } from '../../training/log-line.js';
import { pairLossesOf, TrainingSettings } from '../../training/settings.js';
import type { Kind } from '../../variation/kind-names.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWhere } from '../option-rules.js';
import { deviceOption, kindList, modelDirectory, requirePath, wholeNumber, withEngine } from '../options.js';
import { SettingOptions } from '../setting-options.js';

interface Flags {
  base: string;
  examples: string;
  encoded?: string;
  name: string;
  kinds: Kind[];
  triplet: boolean;
  adapter?: string;
  seed: number;
  device: Device;
  out: string;
}

/** `unisono train`: fine-tune one model of the ladder. */
export function trainCommand(program: Command, context: CommandContext): void {
  const settings = new SettingOptions(TrainingSettings);
  const command = program
    .command('train')
    .description('fine-tune a model with cross-entropy and triplet loss')
    .requiredOption('--base <folder>', 'model to start from')
    .requiredOption('--examples <file>', 'train.jsonl from unisono retrieve')
    .option('--encoded <folder>', 'embeddings from unisono encode; the triplet loss needs them')
    .option('--name <name>', 'name of the model in messages', 'model')
    .option('--kinds <list>', 'kinds of variants to train on besides the originals', kindList, [])
    .option('--no-triplet', 'cross-entropy without the triplet loss')
    .option('--adapter <folder>', 'PEFT LoRA adapter of the base to start from');
  settings
    .addTo(command)
    .option('--seed <n>', 'random seed for batches and dropout', wholeNumber(0), 1)
    .addOption(deviceOption())
    .requiredOption('--out <folder>', 'folder for model/, plan.json, log.jsonl and, with --lora-rank, adapter/')
    .action(async (flags: Flags) => {
      const { base, examples, encoded, name, kinds, seed } = flags;
      if (flags.triplet && encoded === undefined) {
        throw new UnisonoError('BAD_FLAG', {
          flag: '--encoded',
          reason:
            'required for the triplet loss: pass the file that unisono encode wrote, or train without it by --no-triplet',
        });
      }
      const out = resolve(flags.out);
      const training = settings.read(command);
      const options = {
        rung: { name, kinds, triplets: flags.triplet, pairLosses: pairLossesOf(training) },
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
  onlyWhere(
    command,
    [...settings.flags('triplet'), '--encoded'],
    'without --no-triplet',
    ({ value }) => value('--no-triplet') === true,
  );
  onlyWhere(command, ['--muon-learning-rate'], 'with --optimizer muon', ({ value }) => value('--optimizer') === 'muon');
}
