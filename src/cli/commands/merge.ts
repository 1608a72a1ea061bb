import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Weights, weightsSchema } from '../../consistency/weights.js';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { DROP_PROBABILITY } from '../../merging/arithmetic/dare.js';
import { type MergeConfig, readMergeConfig } from '../../merging/config/read-merge-config.js';
import { type LayerWeightTable, tunedModels } from '../../merging/planning/plan-merge.js';
import { prepareMerge } from '../../merging/run-merge.js';
import { checkChatTemplate } from '../../merging/vocabulary/chat-template.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import {
  byteCount,
  decimal,
  modelDirectory,
  type NamedPath,
  namedPath,
  requirePath,
  wholeNumber,
} from '../parse-options.js';
import { planText } from '../plan-text.js';

interface Flags {
  base?: string;
  model?: NamedPath[];
  weights?: string;
  drop: number;
  seed: number;
  out?: string;
  dryRun?: boolean;
  threads: number;
  shardSize: number;
  overwrite?: boolean;
  resume?: boolean;
  sync: boolean;
  hashInputs?: boolean;
  queries?: string;
  encoder?: string;
}

/** `unisono merge config.yml out/`, or with flags instead of a configuration: layer-wise DARE-TIES. */
export function mergeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('merge')
    .description('merge models as a mergekit configuration says, or specialists by DARE-TIES with layer weights')
    .argument('[config]', 'a mergekit YAML file; without one, the flags --base to --out say what to merge')
    .argument('[out]', 'the folder of the merged model')
    .option('--dry-run', 'check everything, show the plan and write nothing')
    .option('--threads <n>', 'tensors at a time', wholeNumber(1), 1)
    .option('--shard-size <bytes>', 'most bytes in a file, such as 500MB or 5GB', byteCount, 5e9)
    .option('--overwrite', 'replace a model that is there')
    .option('--resume', 'go on with what an interrupted run has finished')
    .option('--no-sync', 'do not wait for the disk: a power cut soon after may lose the model')
    .option('--hash-inputs', 'hash the whole inputs for the model card, not samples')
    .option('--queries <file>', 'work the layer weights out: JSON lines with id and text')
    .option('--encoder <path>', 'with --queries: encoder.json from unisono encode, or a sentence-transformers folder')
    .option('--seed <n>', 'random seed for choosing dropped parameters', wholeNumber(0), 1)
    .option('--base <model>', 'without a config: the model that all were fine-tuned from')
    .option('--model <name=folder>', 'without a config: a specialist; repeat for each', namedPath)
    .option('--weights <file>', 'without a config: weights.json from unisono weights')
    .option('--drop <p>', 'without a config: share of every delta that is dropped', decimal(0, 0.999), DROP_PROBABILITY)
    .option('--out <folder>', 'without a config: the merged model')
    .action((config: string | undefined, out: string | undefined, flags: Flags) =>
      config === undefined ? mergeByFlags(flags, context) : mergeByConfig(config, out ?? flags.out, flags, context),
    );
  addExamples(
    command,
    'unisono merge config.yml merged',
    'unisono merge --base models/tiny --model HTD=htd/model --model SEM=sem/model --weights weights.json --out merged',
  );
}

async function mergeByConfig(
  path: string,
  out: string | undefined,
  flags: Flags,
  context: CommandContext,
): Promise<void> {
  for (const flag of ['base', 'model', 'weights'] as const)
    if (flags[flag] !== undefined) throw badFlag(`--${flag}`, 'is not for a merge by configuration');
  if (out === undefined) throw badFlag('unisono merge', "missing argument 'out'; see unisono merge --help");
  const config = readMergeConfig(path, context.cwd);
  await checkChatTemplate(config.settings.chat_template);
  const layerWeights = await weightsOf(config, flags, context);
  const prepared = prepareMerge(config, {
    out: resolve(context.cwd, out),
    seed: flags.seed,
    threads: flags.threads,
    shardBytes: flags.shardSize,
    layerWeights,
    overwrite: flags.overwrite === true,
    resume: flags.resume === true,
    sync: flags.sync,
    hashInputs: flags.hashInputs === true,
    onBytes: (bytes) => task?.advance(bytes),
  });
  const { summary } = prepared;
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  if (flags.dryRun) {
    context.print(planText(summary), summary);
    return;
  }
  task = context.progress.task('merge', prepared.totalBytes, 'bytes');
  try {
    await prepared.run();
  } finally {
    task.end();
  }
  const warnings = summary.warnings.map((warning) => `Warning: ${warning}.\n`).join('');
  const facts = `${summary.tensors} tensors, ${summary.parameters} parameters`;
  context.print(`${warnings}Merged model: ${out} (${facts})`, { out, ...summary });
}

/** The layer weights that the configuration names, or that the flags ask to be worked out. */
async function weightsOf(
  config: MergeConfig,
  { queries, encoder, seed }: Flags,
  context: CommandContext,
): Promise<LayerWeightTable | undefined> {
  const { layer_weights: file } = config.settings;
  if ((queries === undefined) !== (encoder === undefined))
    throw badFlag(
      queries === undefined ? '--queries' : '--encoder',
      'is needed too: --queries and --encoder go together',
    );
  if (queries === undefined || encoder === undefined) {
    if (file === undefined) return undefined;
    const path = config.folders.map((folder) => resolve(folder, file));
    return table(readJson(requireOne(path), weightsSchema, 'unisono weights'));
  }
  if (file !== undefined) throw badFlag('--queries', 'the configuration has layer_weights already');
  const models = tunedModels(config);
  const adapted = models.find(({ lora }) => lora !== undefined);
  if (adapted) throw badFlag('--queries', `${adapted.label} is a LoRA adapter, which cannot be run; merge it first`);
  // Running a model takes half a second to load, which merging by a file need not.
  const { withEngine } = await import('../options.js');
  const { RunSettings } = await import('../../pipeline/run-settings.js');
  const { filesIn } = await import('../../pipeline/stage.js');
  const { weightsStage } = await import('../../pipeline/stages/weights.js');
  const { queries: count, ...how } = RunSettings.shape.weights.parse(undefined);
  const options = { models, queries, encoder, count, ...how, seed };
  const folder = mkdtempSync(join(tmpdir(), 'unisono-weights-'));
  try {
    return table(
      await withEngine(context, 'activations', weightsStage.unit, (engine, onProgress) =>
        weightsStage.work(engine, options, filesIn(weightsStage, options, folder), onProgress),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireOne(paths: readonly string[]): string {
  for (const path of paths.slice(0, -1)) {
    try {
      return requirePath('layer_weights', path);
    } catch {
      // It is looked for in the next folder; the last one says that there is none.
    }
  }
  return requirePath('layer_weights', paths.at(-1) as string);
}

function table({ models, perLayer }: Weights): LayerWeightTable {
  return { models, perLayer: perLayer.map(({ w }) => w) };
}

async function mergeByFlags(flags: Flags, context: CommandContext): Promise<void> {
  const required = { base: '<folder>', model: '<name=folder>', weights: '<file>', out: '<folder>' } as const;
  for (const [name, value] of Object.entries(required)) {
    if (flags[name as keyof typeof required] === undefined)
      throw badFlag('unisono merge', `required option '--${name} ${value}' not specified; see unisono merge --help`);
  }
  const { base, model, weights, drop, seed, out } = flags as Required<Flags>;
  const models = model.map(({ name, given }) => ({ name, dir: modelDirectory(context, given) }));
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  const options = { base: modelDirectory(context, base), models, weights, dropProbability: drop, seed };
  const { mergeStage } = await import('../../pipeline/stages/merge.js');
  const summary = await mergeStage.work(options, { model: resolve(out) }, (done, total) => {
    task ??= context.progress.task('merge', total, 'bytes');
    task.advance(done);
  });
  task?.end();
  context.print(`Merged model: ${out} (${summary.tensors} tensors, ${summary.parameters} parameters)`, {
    out,
    ...summary,
  });
}

function badFlag(flag: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag, reason });
}
