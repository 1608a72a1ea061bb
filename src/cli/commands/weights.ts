import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { SIMILARITY_DISTANCES, type SimilarityDistance } from '../../consistency/similarity.js';
import { Pooling } from '../../models/pooling.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import { weightsStage } from '../../pipeline/stages/weights.js';
import type { CommandContext } from '../context.js';
import { decimal, modelDirectory, type NamedPath, namedPath, wholeNumber, withEngine } from '../options.js';

interface Flags {
  model: NamedPath[];
  queries: string;
  encoder: string;
  count: number;
  pooling: Pooling;
  distance: SimilarityDistance;
  a: number;
  b: number;
  seed: number;
  out: string;
}

/** `unisono weights`: the consistency-aware weight of every layer of every specialist. */
export function weightsCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.weights.parse(undefined);
  program
    .command('weights')
    .description('weigh every layer of every specialist by its consistency')
    .requiredOption('--model <name=folder>', 'a specialist; repeat for each', namedPath)
    .requiredOption('--queries <file>', 'JSON lines with id and text')
    .requiredOption('--encoder <path>', 'encoder.json from unisono encode, or a sentence-transformers folder')
    .option('--count <n>', 'queries to measure on', wholeNumber(2), defaults.queries)
    .addOption(new Option('--pooling <how>').choices(Pooling.options).default(defaults.pooling))
    .addOption(new Option('--distance <how>').choices(SIMILARITY_DISTANCES).default(defaults.distance))
    .option('--a <x>', 'w = sigmoid(a r + b)', decimal(), defaults.a)
    .option('--b <x>', 'see --a', decimal(), defaults.b)
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for weights.json and the activations')
    .action(async ({ model, out: folder, ...rest }: Flags) => {
      const out = resolve(folder);
      const models = model.map(({ name, given }) => ({ name, dir: modelDirectory(context, given) }));
      const weights = await withEngine(context, 'activations', 'queries', (engine, onProgress) =>
        weightsStage(engine, { models, ...rest }, out, onProgress),
      );
      const rows = weights.perLayer.map(
        ({ layer, w }) => `layer ${layer}  ${w.map((x, i) => `${weights.models[i]} ${x.toFixed(3)}`).join('  ')}`,
      );
      context.print([...rows, `Weights: ${join(out, 'weights.json')}`].join('\n'), weights);
    });
}
