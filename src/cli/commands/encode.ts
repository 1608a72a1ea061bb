import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { encodeStage } from '../../pipeline/stages/encode.js';
import type { CommandContext } from '../context.js';
import { wholeNumber, withEngine } from '../options.js';

interface Flags {
  articles: string;
  examples: string;
  dimensions: number;
  seed: number;
  out: string;
}

/** `unisono encode`: fit the classical sentence encoder and embed the training queries. */
export function encodeCommand(program: Command, context: CommandContext): void {
  program
    .command('encode')
    .description('fit the sentence encoder (TF-IDF + SVD) and embed the training queries')
    .requiredOption('--articles <file>', 'articles.jsonl')
    .requiredOption('--examples <file>', 'train.jsonl from unisono retrieve')
    .option('--dimensions <n>', 'of the embeddings', wholeNumber(1), 128)
    .option('--seed <n>', 'decides every random choice', wholeNumber(0), 1)
    .requiredOption('--out <folder>', 'for encoder.json, queries.jsonl, embeddings.safetensors')
    .action(async ({ out, ...options }: Flags) => {
      const [encoder, queries, embeddings] = ['encoder.json', 'queries.jsonl', 'embeddings.safetensors'].map((file) =>
        join(resolve(out), file),
      ) as [string, string, string];
      await withEngine(context, 'encode', 'queries', (engine, onProgress) =>
        encodeStage(engine, options, { encoder, queries, embeddings }, onProgress),
      );
      context.print(`Encoder: ${encoder}\nEmbeddings: ${embeddings}`, { encoder, queries, embeddings });
    });
}
