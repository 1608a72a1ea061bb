/** Settings of a `BertNormalizer` in tokenizer.json. */
export interface BertNormalizerSettings {
  readonly clean_text?: boolean;
  readonly handle_chinese_chars?: boolean;
  /** Default: same as `lowercase`. */
  readonly strip_accents?: boolean | null;
  readonly lowercase?: boolean;
}

// The blocks of the reference, one of which begins at 2B920 where CJK extension E begins at 2B820.
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const REMOVED = /[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** BERT's text cleaning (Devlin et al. 2019), in the order of the `tokenizers` library. */
export function bertNormalize(text: string, settings: BertNormalizerSettings): string {
  const { clean_text = true, handle_chinese_chars = true, lowercase = true } = settings;
  let result = text;
  if (clean_text) result = result.replace(REMOVED, '').replace(/\p{White_Space}/gu, ' ');
  if (handle_chinese_chars) result = result.replace(CHINESE, ' $& ');
  if (settings.strip_accents ?? lowercase) result = result.normalize('NFD').replace(/\p{Mn}/gu, '');
  return lowercase ? lowerCase(result) : result;
}

/** Lower case character by character, without a special form for a sigma at the end of a word. */
export function lowerCase(text: string): string {
  return text.includes('\u03a3')
    ? Array.from(text, (character) => character.toLowerCase()).join('')
    : text.toLowerCase();
}
