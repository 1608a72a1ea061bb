import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import { scorePairs } from '../../evaluation/score-pairs.js';
import type { ScoreSummary } from '../../evaluation/score-summary.js';
import { BLEU_SMOOTHING, type BleuSmoothing } from '../../metrics/bleu.js';
import { BLEU_TOKENIZERS, type BleuTokenizer } from '../../metrics/bleu-tokenize.js';
import type { RougeWords } from '../../metrics/rouge-tokens.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import type { CommandContext } from '../context.js';
import { requirePath, wholeNumber } from '../options.js';
import { readThreshold, threshold } from '../threshold.js';
import { emptyNote, wordsNote, wordsOption } from '../words-option.js';

interface Flags {
  out: string;
  threshold: number | string;
  stem: boolean;
  words: RougeWords;
  tokenize: BleuTokenizer;
  smooth: BleuSmoothing;
  lowercase: boolean;
  encoder?: string;
  layer?: number;
  baseline?: string;
  resamples: number;
  seed: number;
}

/** `unisono score`: every metric of pairs of texts, without questions, models or a run. */
export function scoreCommand(program: Command, context: CommandContext): void {
  const defaults = RunSettings.shape.evaluation.parse(undefined);
  program
    .command('score')
    .description('score pairs of responses alone, for scripts')
    .argument('<pairs>', 'JSON lines: id, response, variant_response, references?, question?')
    .requiredOption('--out <file>', 'for the scores, one JSON line per pair')
    .option(
      '--threshold <x>',
      'ROUGE-L above which two texts are the same, or calibration.json',
      threshold,
      defaults.threshold,
    )
    .addOption(wordsOption())
    .option('--stem', "ROUGE over Porter's stems", false)
    .addOption(new Option('--tokenize <name>', 'of BLEU').choices(BLEU_TOKENIZERS).default('13a'))
    .addOption(new Option('--smooth <name>', 'of BLEU').choices(BLEU_SMOOTHING).default('exp'))
    .option('--lowercase', 'BLEU over lower-cased text', false)
    .option('--encoder <folder>', 'measures BERTScore; without it there is none')
    .option('--layer <n>', 'of the encoder; 0 the embeddings (default: the last)', wholeNumber(0))
    .option('--baseline <file>', "of BERTScore's rescaling: LAYER,P,R,F")
    .option('--resamples <n>', 'of the bootstrap', wholeNumber(1), defaults.resamples)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
    .action(async (given: string, { out, tokenize, smooth, lowercase, encoder, layer, ...flags }: Flags) => {
      for (const [flag, value] of [
        ['--layer', layer],
        ['--baseline', flags.baseline],
      ] as const) {
        if (encoder !== undefined || value === undefined) continue;
        throw new UnisonoError('BAD_FLAG', { flag, reason: 'is of --encoder, which is not given' });
      }
      const pairs = requirePath('<pairs>', resolve(given));
      const task = context.progress.task('score', statSync(pairs).size, 'bytes');
      let before = 0;
      const summary = await scorePairs(
        {
          pairs,
          threshold: readThreshold(flags.threshold, flags.words),
          stem: flags.stem,
          words: flags.words,
          resamples: flags.resamples,
          seed: flags.seed,
          bleu: { tokenize, smooth, lowercase },
          encoder: encoder === undefined ? undefined : { path: requirePath('--encoder', resolve(encoder)), layer },
          baseline: flags.baseline && requirePath('--baseline', resolve(flags.baseline)),
          onBytes: (bytes) => {
            if (bytes > before) task.advance(bytes - before);
            before = bytes;
          },
        },
        resolve(out),
      ).finally(() => task.end());
      context.print(`${summaryText(summary)}\n\nScores: ${resolve(out)}`, { ...summary, out: resolve(out) });
    });
}

function summaryText(summary: ScoreSummary): string {
  const {
    pairs,
    withReferences,
    emptyPairs,
    unicodeWords,
    means,
    corpusBleu,
    corpusBleuAccuracy,
    intervals,
    clusters,
  } = summary;
  const rows: [string, string, number | null][] = [
    ...Object.entries(means).map(([name, value]): [string, string, number] => [name, name, value]),
    ['corpus BLEU', 'corpusBleu', corpusBleu],
    ['corpus BLEU against references', 'corpusBleuAccuracy', corpusBleuAccuracy],
  ];
  const lines = rows.flatMap(([called, name, value]) => {
    const interval = intervals[name];
    if (value === null || !interval) return [];
    const { low, high, bca } = interval;
    return [`${called.padEnd(32)}${value.toFixed(4)}  ${range([low, high])}  ${range(bca)}`];
  });
  const resampled = clusters.exact ? `${clusters.count}` : `${clusters.count} groups of`;
  return [
    `${pairs} pairs, ${withReferences} with references`,
    ...emptyNote(emptyPairs, pairs),
    ...wordsNote(unicodeWords, pairs, 'pairs'),
    '',
    `${''.padEnd(40)}${'95 %'.padEnd(18)}BCa`,
    ...lines,
    '',
    `Intervals: bootstrap over ${resampled} questions (a pair without one stands alone).`,
  ].join('\n');
}

const range = ([low, high]: readonly [number, number]) => `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
