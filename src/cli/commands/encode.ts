import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import type { EncoderChoice } from '../../pipeline/config.js';
import { filesIn } from '../../pipeline/stage.js';
import { encoderPath, encodeStage } from '../../pipeline/stages/encode.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { onlyWhere } from '../option-rules.js';
import { requirePath, wholeNumber, withEngine } from '../options.js';

interface Flags {
  articles?: string;
  encoder?: string;
  examples: string;
  dimensions?: number;
  seed: number;
  out: string;
}

/** `unisono encode`: embed the training queries, with a sentence-transformers model or a classical encoder fitted first. */
export function encodeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('encode')
    .description('embed the training queries, with a model or TF-IDF + SVD')
    .option('--encoder <folder>', 'sentence-transformers model; without it TF-IDF + SVD is fitted')
    .option('--articles <file>', 'articles.jsonl, to fit TF-IDF + SVD to together with the queries')
    .requiredOption('--examples <file>', 'queries: train.jsonl from unisono retrieve')
    .option('--dimensions <n>', 'dimensions of the embeddings of TF-IDF + SVD (default: 128)', wholeNumber(1))
    .option('--seed <n>', 'random seed for the SVD', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'folder for queries.jsonl, embeddings.safetensors and, if fitted, encoder.json')
    .action(async ({ out, ...flags }: Flags) => {
      const { articles, examples, seed } = flags;
      const options = { articles, examples, seed, encoder: encoderChoice(flags.encoder, articles, flags.dimensions) };
      const files = filesIn(encodeStage, options, resolve(out));
      await withEngine(context, 'encode', encodeStage.unit, (engine, onProgress) =>
        encodeStage.work(engine, options, files, onProgress),
      );
      const { queries, embeddings } = files;
      const encoder = encoderPath(options.encoder, files);
      context.print(`Encoder: ${encoder}\nEmbeddings: ${embeddings}`, { encoder, queries, embeddings });
    });
  onlyWhere(command, ['--articles', '--dimensions', '--seed'], 'without --encoder', ({ given }) => !given('--encoder'));
  addExamples(
    command,
    'unisono encode --articles articles.jsonl --examples train.jsonl --out encoded',
    'unisono encode --encoder all-MiniLM-L6-v2 --examples train.jsonl --out encoded',
  );
}

function encoderChoice(encoder: string | undefined, articles: string | undefined, dimensions = 128): EncoderChoice {
  if (encoder !== undefined) {
    return { kind: 'sentence-transformer', path: requirePath('--encoder', resolve(encoder)) };
  }
  if (articles !== undefined) return { kind: 'tfidf-svd', dimensions };
  throw new UnisonoError('BAD_FLAG', { flag: '--articles', reason: 'required unless --encoder names a model' });
}
