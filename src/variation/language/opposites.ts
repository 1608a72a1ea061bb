import { type Differing, subtractBothWays } from './differing.js';
import { wordsOf } from './words.js';

/** Words of which one says the contrary of the other. */
const PAIRS = `activate deactivate, enable disable, before after, with without, increase decrease, increase reduce, raise lower,
  buy sell, open close, allow block, allow forbid, first last, add remove, add delete, on off, lock unlock, freeze unfreeze,
  block unblock, install uninstall, subscribe unsubscribe, send receive, deposit withdraw, lend borrow, connect disconnect,
  login logout, upload download, import export, minimum maximum, min max, mute unmute, follow unfollow, accept reject,
  accept decline, approve reject, in out, up down, cheapest dearest, cheap expensive, hot cold, hide show, hide unhide,
  start stop, start end, start finish, arrive depart, arrival departure, join leave, earliest latest, longest shortest,
  largest smallest, biggest smallest, highest lowest, most least, more less, best worst, incoming outgoing, debit credit,
  male female, public private, domestic international, inbound outbound, sunrise sunset, push pull, encrypt decrypt,
  compress decompress, archive unarchive, pin unpin, link unlink, win lose, entry exit, enter exit, asset liability,
  internal external, positive negative, odd even, left right, north south, east west, morning evening, day night, old new, oldest newest,
  short long, heat cool, freeze thaw, melt freeze, charge refund, always never, everyone nobody, zip unzip, mount unmount,
  import export, save delete, raw cooked, weekday weekend, employer employee, landlord tenant, husband wife, mother father, parent child,
  above below, include exclude, early late, single double, fixed variable, indoors outdoors, accept refuse, over under, inside outside, attach detach, opt cancel, create delete, renew cancel, order cancel, pause resume, hire fire`;

const OPPOSITES = new Map<string, Set<string>>();
for (const pair of PAIRS.split(',')) {
  const [one, other] = pair.trim().split(/\s+/) as [string, string];
  for (const [a, b] of [
    [one, other],
    [other, one],
  ] as const)
    OPPOSITES.set(a, (OPPOSITES.get(a) ?? new Set()).add(b));
}

/** The word as the table has it: without a verb's or a noun's ending. */
function entry(word: string): string | undefined {
  const stems = [word, word.replace(/s$/, ''), word.replace(/(ed|d|ing|es)$/, ''), word.replace(/(ing|ed)$/, 'e')];
  const undoubled = word.replace(/([a-z])\1(ed|ing)$/, '$1');
  return [...stems, undoubled].find((stem) => OPPOSITES.has(stem));
}

/** Words of each text whose opposite, and not the word itself, is in the other: "enable" against "disable". */
export function differingOpposites(question: string, variant: string): Differing {
  const list = (text: string) => wordsOf(text).flatMap(({ lower }) => entry(lower) ?? []);
  const only = subtractBothWays(list(question), list(variant));
  const opposed = (own: readonly string[], others: readonly string[]) =>
    own.filter((word) => others.some((other) => OPPOSITES.get(word)!.has(other)));
  return { question: opposed(only.question, only.variant), variant: opposed(only.variant, only.question) };
}
