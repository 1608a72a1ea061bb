/** Words whose first letter misleads about their first sound. */
const VOWEL_SOUND =
  /^(hour|honest|honou?r|heir|8|(11|18)(?!\d)|(fb|html|http|https|mp[34]|rss|sms|sql|ssh|ssl|xls|xml)$)/i;
const CONSONANT_SOUND = /^(uni([^nm]|$)|us[aeiu]|uti|eu[a-z]|one(\b|-)|once\b|ubiq|ufo|UCAS)/i;

/** Letters whose name begins with a vowel: "an SMS". */
const VOWEL_NAMED = /^[AEFHILMNORSX]/;

/** "a" or "an", whichever goes before `word`. Acronyms without a vowel or of up to three letters are spelled out, but "SIM". */
export function indefiniteArticle(word: string): 'a' | 'an' {
  const acronym = /^\p{Lu}{2,}(?=s?$|-)/u.exec(word)?.[0];
  if (acronym !== undefined && acronym !== 'SIM' && (acronym.length <= 3 || !/[AEIOU]/.test(acronym))) {
    return VOWEL_NAMED.test(acronym) ? 'an' : 'a';
  }
  if (VOWEL_SOUND.test(word)) return 'an';
  return CONSONANT_SOUND.test(word) || !/^[aeiou]/i.test(word) ? 'a' : 'an';
}
