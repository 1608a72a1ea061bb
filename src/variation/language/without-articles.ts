import { rewriteFree } from './protected.js';

/** Words after which "a" is a name: "vitamin A". */
const NAMED =
  /^(vitamin|hepatitis|type|plan|grade|class|section|option|part|exhibit|group|team|level|appendix|such|what|half|many|quite|rather|not|twice|once)$/i;

/** What "a" makes a quantity or a measure of: "a few", "a day". */
const QUANTITY =
  /^(lot|few|bit|little|couple|number|dozen|hundred|thousand|million|second|minute|hour|day|night|week|fortnight|month|quarter|year|time|while|moment)$/i;

/** The text without a, an and the where they only tell a noun phrase; set phrases keep them ("a few", "twice a day"). */
export function withoutArticles(text: string): string {
  return rewriteFree(text, (free) => {
    const pieces = free.split(/(\s+)/);
    return pieces
      .map((word, i) => {
        if (!/^(an?|the)$/i.test(word) || (word === 'A' && i > 0)) return word;
        const [before, next] = [pieces[i - 2] ?? '', pieces[i + 2] ?? ''];
        if (!/^[\p{L}\p{N}"“'(]/u.test(next)) return word;
        const fixed = word.toLowerCase() !== 'the' && (NAMED.test(before) || QUANTITY.test(next));
        return fixed ? word : '';
      })
      .join('');
  })
    .replace(/\s{2,}/g, ' ')
    .trim();
}
