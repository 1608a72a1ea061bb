import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { scorePairs } from '../../evaluation/score-pairs.js';
import type { ScoreSummary } from '../../evaluation/score-summary.js';
import { BLEU_SMOOTHING, type BleuSmoothing } from '../../metrics/bleu.js';
import { BLEU_TOKENIZERS, type BleuTokenizer } from '../../metrics/bleu-tokenize.js';
import type { Figure } from '../../metrics/figure.js';
import type { RougeWords } from '../../metrics/rouge-tokens.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWith } from '../option-rules.js';
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
  const command = program
    .command('score')
    .description('score pairs of responses without a run, for scripts')
    .argument('<pairs>', 'JSON lines {"id", "response", "variant_response"}, with "references", "question" if known')
    .requiredOption('--out <file>', 'file to write: the scores, one JSON line per pair')
    .option(
      '--threshold <x>',
      'RS: ROUGE-L above which two responses agree, or calibration.json',
      threshold,
      defaults.threshold,
    )
    .addOption(wordsOption())
    .option('--stem', 'stem words for ROUGE (Porter)', false)
    .addOption(new Option('--tokenize <name>', 'BLEU tokenizer').choices(BLEU_TOKENIZERS).default('13a'))
    .addOption(new Option('--smooth <name>', 'BLEU smoothing').choices(BLEU_SMOOTHING).default('exp'))
    .option('--lowercase', 'lowercase text for BLEU', false)
    .option('--encoder <folder>', 'transformer encoder for BERTScore; without it BERTScore is not measured')
    .option('--layer <n>', 'encoder layer for BERTScore, 0: the embeddings (default: the last layer)', wholeNumber(0))
    .option('--baseline <file>', 'baseline file that rescales BERTScore: LAYER,P,R,F')
    .option('--resamples <n>', 'bootstrap resamples', wholeNumber(1), defaults.resamples)
    .option('--seed <n>', 'random seed for the bootstrap', wholeNumber(0), 1)
    .action(async (given: string, { out, tokenize, smooth, lowercase, encoder, layer, ...flags }: Flags) => {
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
  onlyWith(command, ['--layer', '--baseline'], '--encoder');
  addExamples(
    command,
    'unisono score pairs.jsonl --out scores.jsonl',
    'unisono score pairs.jsonl --encoder roberta-large --layer 17 --out scores.jsonl',
  );
}

function summaryText(summary: ScoreSummary): string {
  const { pairs, withReferences, emptyPairs, unicodeWords, figures, clusters } = summary;
  const lines = Object.entries(figures as Readonly<Record<string, Figure | undefined>>).flatMap(([name, figure]) => {
    if (!figure) return [];
    const { value, low, high, bca } = figure;
    return [`${name.padEnd(32)}${value.toFixed(4)}  ${range([low, high])}${bca ? `  ${range(bca)}` : ''}`];
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
    `Intervals: bootstrap over ${resampled} questions (a pair without one counts as one).`,
  ].join('\n');
}

const range = ([low, high]: readonly [number, number]) => `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
