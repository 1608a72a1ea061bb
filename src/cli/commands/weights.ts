import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { SIMILARITY_DISTANCES, type SimilarityDistance } from '../../consistency/similarity.js';
import { type Weights, weightsSchema } from '../../consistency/weights.js';
import { UnisonoError } from '../../core/errors.js';
import { readJson, writeFileAtomic } from '../../core/files.js';
import { exportMergekit } from '../../merging/export-mergekit.js';
import { Pooling } from '../../models/pooling.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { filesIn } from '../../pipeline/stage.js';
import { weightsStage } from '../../pipeline/stages/weights.js';
import { weightTable } from '../../pipeline/weight-table.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWhere, onlyWith } from '../option-rules.js';
import { decimal, modelDirectory, type NamedPath, namedPath, wholeNumber, withEngine } from '../options.js';

interface Flags {
  model: NamedPath[];
  queries?: string;
  encoder?: string;
  from?: string;
  exportMergekit?: string;
  base?: string;
  count: number;
  pooling: Pooling;
  distance: SimilarityDistance;
  a: number;
  b: number;
  seed: number;
  out?: string;
}

/** `unisono weights`: the consistency-aware weight of every layer of every specialist. */
export function weightsCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.weights.parse(undefined);
  const command = program
    .command('weights')
    .description('compute the weight of every layer of every specialist')
    .requiredOption('--model <name=folder>', 'specialist; repeat for each one', namedPath)
    .option('--queries <file>', 'JSON lines {"id", "text"}; required without --from')
    .option(
      '--encoder <path>',
      'encoder.json from unisono encode, or a sentence-transformers model; required without --from',
    )
    .option('--from <file>', 'weights.json to export, instead of computing weights')
    .option('--count <n>', 'number of queries to measure on', wholeNumber(2), defaults.queries)
    .addOption(
      new Option('--pooling <how>', 'pooling over the tokens of a query')
        .choices(Pooling.options)
        .default(defaults.pooling),
    )
    .addOption(
      new Option('--distance <how>', 'distance between similarity matrices')
        .choices(SIMILARITY_DISTANCES)
        .default(defaults.distance),
    )
    .option('--a <x>', 'slope of the layer weight w = sigmoid(a r + b)', decimal(), defaults.a)
    .option('--b <x>', 'intercept of the layer weight, see --a', decimal(), defaults.b)
    .option('--seed <n>', 'random seed for choosing queries', wholeNumber(0), 1)
    .option('--out <folder>', 'folder for weights.json and the activations; required without --from')
    .option('--export-mergekit <file>', 'mergekit configuration to write, with these weights')
    .option('--base <model>', 'base model of the specialists, for --export-mergekit')
    .action(async (flags: Flags) => {
      if (flags.exportMergekit !== undefined && flags.base === undefined)
        throw new UnisonoError('BAD_FLAG', { flag: '--base', reason: 'required with --export-mergekit' });
      const weights = flags.from === undefined ? await measure(flags, context) : readJson(flags.from, weightsSchema);
      const rows = weights.perLayer.map(
        ({ layer, w }) => `layer ${layer}  ${w.map((x, i) => `${weights.models[i]} ${x.toFixed(3)}`).join('  ')}`,
      );
      if (flags.out !== undefined) rows.push(`Weights: ${join(resolve(flags.out), 'weights.json')}`);
      if (flags.exportMergekit !== undefined) {
        writeFileAtomic(resolve(flags.exportMergekit), exportYaml(weights, flags, context));
        rows.push(`mergekit configuration: ${flags.exportMergekit}`);
      }
      context.print(rows.join('\n'), weights);
    });
  onlyWhere(
    command,
    ['--queries', '--encoder', '--count', '--pooling', '--distance', '--a', '--b', '--seed', '--out'],
    'without --from',
    ({ given }) => !given('--from'),
  );
  onlyWith(command, ['--from', '--base'], '--export-mergekit');
  addExamples(
    command,
    'unisono weights --model HTD=htd/model --model SEM=sem/model --queries queries.jsonl --encoder encoded/encoder.json --out weights',
    'unisono weights --from weights/weights.json --model HTD=htd/model --model SEM=sem/model --base models/tiny --export-mergekit merge.yml',
  );
}

async function measure(flags: Flags, context: CommandContext): Promise<Weights> {
  const required = { queries: '<file>', encoder: '<file>', out: '<folder>' } as const;
  for (const [name, value] of Object.entries(required)) {
    if (flags[name as keyof typeof required] !== undefined) continue;
    const reason = `required option '--${name} ${value}' not specified; see unisono weights --help`;
    throw new UnisonoError('BAD_FLAG', { flag: 'unisono weights', reason });
  }
  const { model, out, ...rest } = flags as Required<Flags>;
  const models = model.map(({ name, given }) => ({ name, dir: modelDirectory(context, given) }));
  const options = { models, ...rest };
  const files = filesIn(weightsStage, options, resolve(out));
  return withEngine(context, 'activations', weightsStage.unit, (engine, onProgress) =>
    weightsStage.work(engine, options, files, onProgress),
  );
}

function exportYaml(weights: Weights, { model, base }: Flags, context: CommandContext): string {
  const paths = Object.fromEntries(model.map(({ name, given }) => [name, modelDirectory(context, given)]));
  const { models } = weights;
  const missing = models.find((name) => paths[name] === undefined);
  if (missing !== undefined || model.length !== models.length) {
    const reason = `the weights belong to ${models.join(', ')}; pass exactly these`;
    throw new UnisonoError('BAD_FLAG', { flag: '--model', reason });
  }
  return exportMergekit(weightTable(weights), { base: modelDirectory(context, base as string), models: paths });
}
