import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { varyStage } from '../../pipeline/stages/vary.js';
import { DEFAULT_KINDS, KINDS, type Kind } from '../../variation/kind-names.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { datasetIn, kindList, requirePath, wholeNumber } from '../options.js';
import { addSynthesisOptions, type SynthesisFlags, synthesizeByFlags } from './vary-synthesis.js';

interface Flags extends SynthesisFlags {
  data: string;
  kinds: Kind[];
  perKind: number;
  limit?: number;
  seed: number;
  out: string;
}

/** `unisono vary`: reword every question of a data set by kind. */
export function varyCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('vary')
    .description('generate rewordings of every question, by kind')
    .requiredOption('--data <folder>', 'folder with articles, train, test and optional paraphrases .jsonl')
    .addOption(
      new Option('--kinds <list>', `kinds of rewording, separated by commas: ${KINDS.join(', ')}`)
        .argParser(kindList)
        .default([...DEFAULT_KINDS], DEFAULT_KINDS.join(', ')),
    )
    .option('--per-kind <n>', 'maximum number of variants per question and kind', wholeNumber(1), 1)
    .option('--limit <n>', 'maximum number of variants per kind and split (default: all)', wholeNumber(1))
    .option('--seed <n>', 'random seed for choosing variants', wholeNumber(0), 1)
    .requiredOption('--out <file>', 'variants.jsonl to write');
  addSynthesisOptions(command).action(async (flags: Flags) => {
    const { kinds, perKind, limit, seed, out } = flags;
    const data = datasetIn(requirePath('--data', flags.data));
    const { variants, lines, result } = await synthesizeByFlags(flags, data, context);
    const options = { data, kinds, perKind, seed, limit, synthesized: variants };
    await varyStage.work(options, { variants: resolve(out) });
    context.print([`Variants: ${out}`, ...lines].join('\n'), { out, ...result });
  });
  addExamples(
    command,
    'unisono vary --data examples/bank-help --out variants.jsonl',
    'unisono vary --data examples/bank-help --endpoint http://localhost:8000/v1 --model my-model --encoder all-MiniLM-L6-v2 --out variants.jsonl',
  );
}
