import type { SentenceEncoder } from '../encoding/encoder.js';
import { EmbeddingStore } from './embedding-store.js';

/** Texts that the encoder gets at once: many, for it cuts batches of like length from them; 25 MB of float32 rows. */
const CHUNK = 16_384;

/**
 * Embeddings of texts in their order, encoded a chunk of like lengths at a time.
 *
 * @param onTexts called with the number of texts done since the last call
 */
export async function embedTexts(
  encoder: SentenceEncoder,
  texts: readonly string[],
  onTexts: (count: number) => void = () => {},
): Promise<EmbeddingStore> {
  const order = Uint32Array.from(texts.keys()).sort((a, b) => texts[b]!.length - texts[a]!.length || a - b);
  let store: EmbeddingStore | undefined;
  for (let start = 0; start < order.length; start += CHUNK) {
    const chunk = order.subarray(start, start + CHUNK);
    const rows = await encoder.encode(
      Array.from(chunk, (number) => texts[number]!),
      onTexts,
    );
    store ??= new EmbeddingStore(texts.length, rows[0]?.length ?? 0);
    for (const [i, row] of rows.entries()) store.set(chunk[i]!, row);
  }
  return store ?? new EmbeddingStore(0, 1);
}
