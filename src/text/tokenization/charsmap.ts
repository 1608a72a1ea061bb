/**
 * sentencepiece's table of characters to replace ("precompiled_charsmap" in tokenizer.json, base64): a double-array trie
 * (Aoe 1989; darts-clone's layout) over UTF-8 from keys to places in a list of texts that each end with a zero byte.
 */
export class Charsmap {
  private readonly units: Uint32Array;
  private readonly texts: Uint8Array;
  private readonly graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

  constructor(base64: string) {
    const bytes = Buffer.from(base64, 'base64');
    const trieBytes = bytes.length >= 4 ? bytes.readUInt32LE(0) : -1;
    if (trieBytes < 4 || trieBytes % 4 !== 0 || trieBytes > bytes.length - 4)
      throw new Error('the charsmap is cut short');
    this.units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => bytes.readUInt32LE(4 + i * 4));
    this.texts = bytes.subarray(4 + trieBytes);
  }

  /**
   * Replaces what the table has entries for, as the `tokenizers` library does: a grapheme of under six bytes by the entry
   * of its shortest prefix, what follows that prefix included; else character by character.
   */
  normalize(text: string): string {
    let result = '';
    for (const { segment } of this.graphemes.segment(text)) {
      const whole = Buffer.byteLength(segment) < 6 ? this.replacement(segment) : undefined;
      if (whole !== undefined) result += whole;
      else for (const character of segment) result += this.replacement(character) ?? character;
    }
    return result;
  }

  /** The replacement of the shortest prefix of `key` in the table. */
  private replacement(key: string): string | undefined {
    let node = 0;
    let unit = this.units[0] as number;
    node ^= offset(unit);
    for (const byte of Buffer.from(key)) {
      if (byte === 0) return undefined;
      node ^= byte;
      unit = this.units[node] ?? 0;
      if (label(unit) !== byte) return undefined;
      node ^= offset(unit);
      if (hasLeaf(unit)) return this.textAt((this.units[node] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  private textAt(start: number): string {
    const end = this.texts.indexOf(0, start);
    return Buffer.from(this.texts.subarray(start, end < 0 ? undefined : end)).toString('utf8');
  }
}

const hasLeaf = (unit: number) => ((unit >>> 8) & 1) === 1;
const label = (unit: number) => (unit & 0x800000ff) >>> 0;
const offset = (unit: number) => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
