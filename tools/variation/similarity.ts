import { loadEncoder } from 'unisono/encoding';

/** Two texts. */
export interface TextPair {
  readonly question: string;
  readonly variant: string;
}

/** The cosine of every pair under the encoder in `directory`. */
export async function cosines(directory: string, pairs: readonly TextPair[]): Promise<number[]> {
  const encoder = loadEncoder(directory);
  try {
    const rows = await encoder.encode(pairs.flatMap(({ question, variant }) => [question, variant]));
    return pairs.map((_, i) => {
      const [a, b] = [rows[2 * i]!, rows[2 * i + 1]!];
      return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    });
  } finally {
    await encoder.release();
  }
}
