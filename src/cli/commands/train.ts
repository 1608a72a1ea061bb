import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Kind } from '../../core/dataset.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { trainStage } from '../../pipeline/stages/train.js';
import { DEFAULT_PROMPT } from '../../text/prompt.js';
import type { CommandContext } from '../context.js';
import { decimal, kindList, modelDirectory, wholeNumber, withEngine } from '../options.js';

interface Flags {
  base: string;
  examples: string;
  encoded: string;
  name: string;
  kinds: Kind[];
  triplet: boolean;
  epochs: number;
  batch: number;
  learningRate: number;
  alpha: number;
  margin: number;
  seed: number;
  out: string;
}

/** `unisono train`: fine-tune one model of the ladder. */
export function trainCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.training.parse(undefined);
  program
    .command('train')
    .description('fine-tune a model with cross-entropy and triplet loss')
    .requiredOption('--base <folder>', 'the model to start from')
    .requiredOption('--examples <file>', 'train.jsonl from unisono retrieve')
    .requiredOption('--encoded <folder>', 'from unisono encode')
    .option('--name <name>', 'of the model, in messages', 'model')
    .option('--kinds <list>', 'of variants that join the original questions', kindList, [])
    .option('--no-triplet', 'cross-entropy alone')
    .option('--epochs <n>', 'times through the examples', wholeNumber(1), defaults.epochs)
    .option('--batch <n>', 'examples per step', wholeNumber(1), defaults.batch)
    .option('--learning-rate <x>', 'peak, of AdamW', decimal(0), defaults.learningRate)
    .option('--alpha <x>', 'weight of the triplet loss', decimal(0), defaults.triplet.alpha)
    .option('--margin <x>', 'of the triplet loss', decimal(0, 2), defaults.triplet.margin)
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for model/, plan.json and log.jsonl')
    .action(async (flags: Flags) => {
      const { base, examples, encoded, name, kinds, epochs, batch, learningRate, alpha, margin, seed } = flags;
      const out = resolve(flags.out);
      const training = { ...defaults, epochs, batch, learningRate, triplet: { ...defaults.triplet, alpha, margin } };
      const files = {
        plan: join(out, 'plan.json'),
        state: join(out, 'state.safetensors'),
        model: join(out, 'model'),
        log: join(out, 'log.jsonl'),
      };
      const options = {
        rung: { name, kinds, triplets: flags.triplet },
        base: modelDirectory(context, base),
        examples,
        queries: join(encoded, 'queries.jsonl'),
        embeddings: join(encoded, 'embeddings.safetensors'),
        prompt: DEFAULT_PROMPT,
        training,
        seed,
      };
      await withEngine(context, `train ${name}`, 'steps', (engine, onProgress) =>
        trainStage(engine, options, files, onProgress),
      );
      context.print(`Model: ${files.model}\nLoss log: ${files.log}`, { model: files.model, log: files.log });
    });
}
