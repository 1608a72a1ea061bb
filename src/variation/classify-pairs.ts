import { z } from 'zod';
import { readJsonLines, writeJsonLines } from '../core/files.js';
import { cosine } from '../encoding/cosine.js';
import type { SentenceEncoder } from '../encoding/encoder.js';
import { type Classification, classifyPair, isLexical } from './classify.js';

/** Two questions to compare. */
export const QuestionPair = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  variant: z.string().min(1),
});
export type QuestionPair = z.infer<typeof QuestionPair>;

export interface ClassifyOptions {
  readonly pairs: string;
  /** Directory or file of a sentence encoder. Without it, only pairs decided by their words are judged. */
  readonly encoder?: string | undefined;
  readonly threshold?: number | undefined;
}

/** A pair with its kinds; `judged` is false if the words do not decide and there was no encoder. */
export type ClassifiedPair = QuestionPair & Classification & { readonly judged: boolean };

/** Number of pairs of each kind, and of pairs not judged. */
export interface ClassifySummary {
  readonly pairs: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly unjudged: number;
}

/** Pairs encoded at a time; bounds the memory for embeddings. */
const CHUNK = 2048;

/** Classifies the pairs of a JSONL file into another. */
export async function classifyPairs(
  { pairs: path, encoder: directory, threshold }: ClassifyOptions,
  out: string,
  onPairs: (done: number, total: number) => void = () => {},
): Promise<ClassifySummary> {
  const pairs = readJsonLines(path, QuestionPair);
  const encoder = directory === undefined ? undefined : await encoderIn(directory);
  try {
    const classified: ClassifiedPair[] = [];
    for (let start = 0; start < pairs.length; start += CHUNK) {
      const chunk = pairs.slice(start, start + CHUNK);
      const cosines = encoder && (await similarities(encoder, chunk));
      for (const [i, pair] of chunk.entries()) {
        const similarity = cosines?.[i];
        const options = {
          ...(similarity !== undefined && { similarity }),
          ...(threshold !== undefined && { threshold }),
        };
        const found = classifyPair(pair.question, pair.variant, options);
        classified.push({ ...pair, ...found, judged: found.kinds.length > 0 });
      }
      onPairs(chunk.length, pairs.length);
    }
    writeJsonLines(out, classified);
    return summary(classified);
  } finally {
    await encoder?.release();
  }
}

/** Loaded on demand: the model runtime takes half a second to load, and judging by words does not need it. */
async function encoderIn(directory: string): Promise<SentenceEncoder> {
  const { loadEncoder } = await import('../encoding/load-encoder.js');
  return loadEncoder(directory);
}

/** The cosine of each pair that words alone do not decide. */
async function similarities(encoder: SentenceEncoder, pairs: readonly QuestionPair[]): Promise<(number | undefined)[]> {
  const open = pairs.flatMap((pair, i) => (isLexical(pair.question, pair.variant) ? [] : [i]));
  const rows = await encoder.encode(open.flatMap((i) => [pairs[i]!.question, pairs[i]!.variant]));
  const cosines: (number | undefined)[] = pairs.map(() => undefined);
  for (const [n, i] of open.entries()) cosines[i] = cosine(rows[2 * n]!, rows[2 * n + 1]!);
  return cosines;
}

function summary(classified: readonly ClassifiedPair[]): ClassifySummary {
  const kinds: Record<string, number> = {};
  for (const kind of classified.flatMap((pair) => pair.kinds)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { pairs: classified.length, kinds, unjudged: classified.filter(({ judged }) => !judged).length };
}
