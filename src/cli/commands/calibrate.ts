import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readJsonLines, writeJson } from '../../core/files.js';
import { calibrateThreshold, LabelledPair } from '../../evaluation/calibration.js';
import { rougeLScore } from '../../metrics/rouge.js';
import type { CommandContext } from '../context.js';
import { wholeNumber } from '../options.js';

interface Flags {
  resamples: number;
  seed: number;
  out: string;
}

/** `unisono calibrate`: fix the threshold of RS on pairs that people have labelled. */
export function calibrateCommand(program: Command, context: CommandContext): void {
  program
    .command('calibrate')
    .description("fix RS's threshold on labelled pairs of responses")
    .argument('<labelled>', 'JSON lines: response, variant_response, same (true or false)')
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(1), 2000)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .option('--out <file>', 'what evaluate and score take as --threshold', 'calibration.json')
    .action((labelled: string, { resamples, seed, out }: Flags) => {
      const pairs = readJsonLines(resolve(labelled), LabelledPair);
      const similarities = pairs.map(({ response, variant_response }) => rougeLScore(response, variant_response));
      const result = calibrateThreshold(
        similarities,
        pairs.map(({ same }) => same),
        { resamples, seed },
      );
      writeJson(resolve(out), result);
      const range = ([low, high]: readonly [number, number]) => `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
      const text = [
        `T = ${result.threshold.toFixed(4)} ${range(result.intervals.threshold)} on ${result.n} pairs, ${result.same} the same`,
        `F1 ${result.f1.toFixed(3)} ${range(result.intervals.f1)}, precision ${result.precision.toFixed(3)}, recall ${result.recall.toFixed(3)}`,
        `Calibration: ${resolve(out)}`,
      ];
      context.print(text.join('\n'), { ...result, out: resolve(out) });
    });
}
