import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { DROP_PROBABILITY } from '../../merging/arithmetic/dare.js';
import type { LayerWeightTable } from '../../merging/config/layer-weights.js';
import { DEFAULT_SEED, type MergeConfig } from '../../merging/config/merge-config.js';
import { readMergeConfig } from '../../merging/config/read-merge-config.js';
import { consistencyMerge } from '../../merging/consistency-merge.js';
import { mergeModels } from '../../merging/merge-models.js';
import { tunedModels } from '../../merging/planning/plan-merge.js';
import { readWeightTable, weightTable } from '../../pipeline/weight-table.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWhere, onlyWith } from '../option-rules.js';
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
    .option('--seed <n>', 'random seed for choosing dropped parameters', wholeNumber(0), DEFAULT_SEED)
    .option('--base <model>', 'without a config: the model that all were fine-tuned from')
    .option('--model <name=folder>', 'without a config: a specialist; repeat for each', namedPath)
    .option('--weights <file>', 'without a config: weights.json from unisono weights')
    .option(
      '--drop <p>',
      'without a config: share of each delta that is dropped; the paper gives none',
      decimal(0, 0.999),
      DROP_PROBABILITY,
    )
    .option('--out <folder>', 'the merged model, if it is not an argument')
    .action((path: string | undefined, out: string | undefined, flags: Flags) =>
      merge({ path, out: out ?? flags.out, flags }, context),
    );
  addExamples(
    command,
    'unisono merge config.yml merged',
    'unisono merge --base models/tiny --model HTD=htd/model --model SEM=sem/model --weights weights.json --out merged',
  );
  const byFlags = ['--base', '--model', '--weights', '--drop'];
  onlyWhere(command, byFlags, 'without a configuration', ({ args }) => args.length === 0);
  onlyWhere(command, ['--out'], 'without the argument for it', ({ args }) => args.length < 2);
  onlyWhere(command, ['--queries', '--encoder'], 'without --weights', ({ given }) => !given('--weights'));
  onlyWith(command, ['--queries'], '--encoder');
  onlyWith(command, ['--encoder'], '--queries');
}

/** The arguments: a configuration's path, or none. */
interface Asked {
  readonly path: string | undefined;
  readonly out: string | undefined;
  readonly flags: Flags;
}

async function merge(asked: Asked, context: CommandContext): Promise<void> {
  const { path, out, flags } = asked;
  if (path !== undefined && out === undefined)
    throw badFlag('unisono merge', "missing argument 'out'; see unisono merge --help");
  if (path === undefined) requireFlags(flags);
  const config = path === undefined ? await configOfFlags(flags, context) : await configOfFile(path, flags, context);
  const to = out as string;
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  const summary = await mergeModels(config, {
    out: resolve(context.cwd, to),
    dryRun: flags.dryRun === true,
    threads: flags.threads,
    shardBytes: flags.shardSize,
    overwrite: flags.overwrite === true,
    resume: flags.resume === true,
    sync: flags.sync,
    hashInputs: flags.hashInputs === true,
    onProgress: (bytes, total) => {
      task ??= context.progress.task('merge', total, 'bytes');
      task.advance(bytes);
    },
  }).finally(() => task?.end());
  if (flags.dryRun) {
    context.print(planText(summary), summary);
    return;
  }
  const warnings = summary.warnings.map((warning) => `Warning: ${warning}.\n`).join('');
  const facts = `${summary.tensors} tensors, ${summary.parameters} parameters`;
  context.print(`${warnings}Merged model: ${to} (${facts})`, { out: to, ...summary });
}

function requireFlags(flags: Flags): void {
  const required = { base: '<folder>', model: '<name=folder>', weights: '<file>', out: '<folder>' } as const;
  for (const [name, value] of Object.entries(required)) {
    if (flags[name as keyof typeof required] !== undefined) continue;
    if (name === 'weights' && flags.queries !== undefined) continue;
    throw badFlag('unisono merge', `required option '--${name} ${value}' not specified; see unisono merge --help`);
  }
}

async function configOfFlags(flags: Flags, context: CommandContext): Promise<MergeConfig> {
  const { base, model, weights, drop: dropProbability, seed } = flags as Required<Flags>;
  const models = model.map(({ name, given }) => ({ name, dir: modelDirectory(context, given) }));
  const table =
    flags.queries === undefined
      ? readWeightTable(resolve(context.cwd, weights))
      : await measuredWeights(models, flags, context);
  return consistencyMerge({ base: modelDirectory(context, base), models, weights: table, dropProbability, seed });
}

async function configOfFile(path: string, flags: Flags, context: CommandContext): Promise<MergeConfig> {
  const config = readMergeConfig(path, { cwd: context.cwd, seed: flags.seed });
  const { layer_weights: file } = config.settings;
  if (flags.queries !== undefined) {
    if (file !== undefined) throw badFlag('--queries', 'the configuration has layer_weights already');
    const models = tunedModels(config);
    const adapted = models.find(({ lora }) => lora !== undefined);
    if (adapted) throw badFlag('--queries', `${adapted.label} is a LoRA adapter, which cannot be run; merge it first`);
    return { ...config, layerWeights: await measuredWeights(models, flags, context) };
  }
  if (file === undefined) return config;
  const found = requireOne(config.folders.map((folder) => resolve(folder, file)));
  return { ...config, layerWeights: readWeightTable(found) };
}

/** Layer weights computed from --queries and --encoder. */
async function measuredWeights(
  models: readonly { readonly name: string; readonly dir: string }[],
  { queries, encoder, seed }: Flags,
  context: CommandContext,
): Promise<LayerWeightTable> {
  // The code that runs models takes half a second to load; merging by a weights file does not need it.
  const { withEngine } = await import('../options.js');
  const { RunSettings } = await import('../../pipeline/run-settings.js');
  const { filesIn } = await import('../../pipeline/stage.js');
  const { weightsStage } = await import('../../pipeline/stages/weights.js');
  const { queries: count, ...how } = RunSettings.shape.weights.parse(undefined);
  const given = { queries: queries as string, encoder: encoder as string };
  const options = { models, ...given, count, ...how, seed };
  const folder = mkdtempSync(join(tmpdir(), 'unisono-weights-'));
  try {
    return weightTable(
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
      // The search continues in the next folder; the last one reports the error.
    }
  }
  return requirePath('layer_weights', paths.at(-1) as string);
}

function badFlag(flag: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_FLAG', { flag, reason });
}
