/** Byte-pair encoding, trained as in Sennrich et al. 2016 over GPT-2's byte alphabet and word pattern. */

const WORD = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** GPT-2's reversible map from bytes to printable characters. */
export function byteAlphabet(): string[] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let extra = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : extra++));
}

/** Merges learned from `texts` (already normalized), the most frequent pair first; ties go to the smaller string. */
export function trainBpe(texts: Iterable<string>, merges: number): [string, string][] {
  const alphabet = byteAlphabet();
  const encoder = new TextEncoder();
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].map(([word, count]) => ({
    count,
    symbols: [...encoder.encode(word)].map((byte) => alphabet[byte] as string),
  }));
  const learned: [string, string][] = [];
  while (learned.length < merges) {
    const pairs = new Map<string, number>();
    for (const { count, symbols } of words) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = `${symbols[i]} ${symbols[i + 1]}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    }
    let best: [string, number] | undefined;
    for (const [pair, count] of pairs) {
      if (!best || count > best[1] || (count === best[1] && pair < best[0])) best = [pair, count];
    }
    if (!best || best[1] < 2) break;
    const [left, right] = best[0].split(' ') as [string, string];
    learned.push([left, right]);
    for (const word of words) word.symbols = applyMerge(word.symbols, left, right);
  }
  return learned;
}

function applyMerge(symbols: string[], left: string, right: string): string[] {
  if (!symbols.includes(left)) return symbols;
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      merged.push(left + right);
      i++;
    } else merged.push(symbols[i] as string);
  }
  return merged;
}

/** tokenizer.json: special tokens first, then the bytes, then the merges. */
export function tokenizerJson(special: readonly string[], merges: readonly [string, string][]): object {
  const vocabulary = [...special, ...byteAlphabet(), ...merges.map(([left, right]) => left + right)];
  const vocab = Object.fromEntries([...new Set(vocabulary)].map((token, id) => [token, id]));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: merges.map(([left, right]) => `${left} ${right}`),
    },
  };
}
