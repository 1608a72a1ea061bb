import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import type { EncoderChoice } from '../../pipeline/config.js';
import { encodeFiles, encodeStage } from '../../pipeline/stages/encode.js';
import type { CommandContext } from '../context.js';
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
  program
    .command('encode')
    .description('embed the training queries, by a model or by TF-IDF + SVD fitted to the data')
    .option('--encoder <folder>', 'a sentence-transformers model; without it an encoder is fitted')
    .option('--articles <file>', 'articles.jsonl, which an encoder is fitted to besides the queries')
    .requiredOption('--examples <file>', 'train.jsonl from unisono retrieve')
    .addOption(
      new Option('--dimensions <n>', 'of the embeddings of a fitted encoder (default: 128)')
        .argParser(wholeNumber(1))
        .conflicts('encoder'),
    )
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for encoder.json if one is fitted, queries.jsonl, embeddings.safetensors')
    .action(async ({ out, ...flags }: Flags) => {
      const { articles, examples, seed } = flags;
      const options = { articles, examples, seed, encoder: encoderChoice(flags.encoder, articles, flags.dimensions) };
      const files = encodeFiles(resolve(out), options.encoder);
      await withEngine(context, 'encode', 'queries', (engine, onProgress) =>
        encodeStage(engine, options, files, onProgress),
      );
      context.print(`Encoder: ${files.encoder}\nEmbeddings: ${files.embeddings}`, files);
    });
}

function encoderChoice(encoder: string | undefined, articles: string | undefined, dimensions = 128): EncoderChoice {
  if (encoder !== undefined) {
    return { kind: 'sentence-transformer', path: requirePath('--encoder', resolve(encoder)) };
  }
  if (articles !== undefined) return { kind: 'tfidf-svd', dimensions };
  throw new UnisonoError('BAD_FLAG', { flag: '--articles', reason: 'is required unless --encoder names a model' });
}
