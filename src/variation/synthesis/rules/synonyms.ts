import type { PartOfSpeech } from 'wink-nlp';

/** Words that may stand for each other in questions, in forms that belong together, with the part of speech they must have. */
export interface SynonymSet {
  readonly pos: PartOfSpeech;
  readonly forms: readonly (readonly string[])[];
}

const verb = (...lists: string[]) => set('VERB', lists);
const noun = (...lists: string[]) => set('NOUN', lists);
const adjective = (...lists: string[]) => set('ADJ', lists);
const adverb = (...lists: string[]) => set('ADV', lists);

/**
 * A small whitelist: each pair shares a synset of WordNet (Miller 1995), in the sense that questions of a help center use,
 * and takes the same objects, prepositions and complements: "help me do" is not "assist me do". Verbs: base, third person, past and participle, "-ing".
 */
export const SYNONYMS: readonly SynonymSet[] = [
  verb('buy buys bought buying', 'purchase purchases purchased purchasing'),
  verb('delete deletes deleted deleting', 'erase erases erased erasing'),
  verb('fix fixes fixed fixing', 'repair repairs repaired repairing'),
  verb('choose chooses chosen choosing', 'select selects selected selecting'),
  verb('permit permits permitted permitting', 'allow allows allowed allowing'),
  noun('kind kinds', 'type types'),
  noun('picture pictures', 'image images'),
  noun('photo photos', 'photograph photographs'),
  noun('film films', 'movie movies'),
  noun('bill bills', 'invoice invoices'),
  noun('customer customers', 'client clients'),
  adjective('quick', 'fast'),
  adjective('incorrect', 'wrong'),
  adverb('quickly', 'rapidly'),
  adverb('often', 'frequently'),
];

function set(pos: PartOfSpeech, lists: readonly string[]): SynonymSet {
  return { pos, forms: lists.map((list) => list.split(' ')) };
}
