import type { PartOfSpeech } from 'wink-nlp';

/** A word or mark. `space` is the white space before it, so that joining tokens gives the text back. */
export interface Token {
  readonly text: string;
  readonly space: string;
  /** Universal part of speech; a hyphenated compound is one token. */
  readonly pos: PartOfSpeech;
}
