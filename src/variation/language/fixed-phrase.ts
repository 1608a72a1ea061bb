import type { Token } from './token.js';

/** Units after "a": "twice a day", "in a year", "once a week". */
const UNIT = /^(second|minute|hour|day|night|week|fortnight|month|quarter|year|time|while|moment|pop|head)$/i;

/** Nouns and adjectives that are quantities after "a": "a lot of", "a few", "a second time". */
const QUANTITY =
  /^(lot|few|bit|little|couple|number|dozen|hundred|thousand|million|fraction|range|great|good|certain|half)$/i;

/** Whether the a / an at `index` belongs to a set phrase, in which it can be neither dropped nor swapped nor put in the plural. */
export function isFixedIndefinite(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text.toLowerCase() ?? '';
  const next = tokens[index + 1]?.text ?? '';
  if (/^(such|what|half|many|quite|rather|as|not)$/.test(before)) return true;
  return (
    UNIT.test(next) ||
    QUANTITY.test(next) ||
    (/^(second|third|single|short|long|later|given|new|whole|full)$/i.test(next) &&
      UNIT.test(tokens[index + 2]?.text ?? ''))
  );
}
