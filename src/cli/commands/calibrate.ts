import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readJsonLines, writeJson } from '../../core/files.js';
import { calibrateThreshold, LabeledPair } from '../../evaluation/calibration.js';
import { agreementScore } from '../../metrics/agreement.js';
import { type RougeWords, wordsFor } from '../../metrics/rouge-tokens.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { wholeNumber } from '../options.js';
import { wordsNote, wordsOption } from '../words-option.js';

interface Flags {
  words: RougeWords;
  resamples: number;
  seed: number;
  out: string;
}

/** `unisono calibrate`: fix the threshold of RS on pairs that people have labeled. */
export function calibrateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('calibrate')
    .description('choose the RS threshold from labeled pairs of responses')
    .argument(
      '<labeled>',
      'JSON lines {"response", "variant_response", "same": true or false}, with "question" if known',
    )
    .addOption(wordsOption())
    .option('--resamples <n>', 'bootstrap resamples', wholeNumber(1), 2000)
    .option('--seed <n>', 'random seed for the bootstrap', wholeNumber(0), 1)
    .option('--out <file>', 'file to write; evaluate and score take it as --threshold', 'calibration.json')
    .action((labeled: string, { resamples, seed, out, words }: Flags) => {
      const pairs = readJsonLines(resolve(labeled), LabeledPair);
      const similarities = pairs.map(({ response, variant_response }) =>
        agreementScore(response, variant_response, words),
      );
      const result = calibrateThreshold(
        similarities,
        pairs.map(({ same }) => same),
        { resamples, seed, words },
        // A pair without a question is a group of its own.
        pairs.map(({ question }, i) => (question === undefined ? `pair ${i}` : `question ${question}`)),
      );
      writeJson(resolve(out), result);
      const byUnicode = pairs.filter(
        ({ response, variant_response }) =>
          words === 'auto' && wordsFor([response, variant_response], words) === 'unicode',
      ).length;
      const { figures } = result;
      const of = (name: keyof typeof figures, digits = 3) => {
        const { value, low, high } = figures[name];
        return `${value.toFixed(digits)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
      };
      const text = [
        ...wordsNote(byUnicode, pairs.length, 'pairs'),
        `T = ${of('threshold', 4)} on ${figures.f1.n} pairs, ${result.same} the same`,
        `F1 ${of('f1')}`,
        `precision ${of('precision')}, recall ${of('recall')}`,
        `Calibration: ${resolve(out)}`,
      ];
      context.print(text.join('\n'), { ...result, out: resolve(out) });
    });
  addExamples(
    command,
    'unisono calibrate labeled.jsonl',
    'unisono calibrate labeled.jsonl --words unicode --out calibration-unicode.json',
  );
}
