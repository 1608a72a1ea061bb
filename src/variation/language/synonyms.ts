import { baseNumber } from './word-number.js';

/** Everyday words that ask the same in the place of one another, whatever else they may mean; verbs in their base form. */
const GROUPS = `apartment flat, elevator lift, car automobile, truck lorry, petrol gas gasoline, holiday vacation, mobile cellphone phone,
  luggage baggage, autumn fall, trash rubbish garbage, film movie, shop store, queue line, cheque check, bill invoice, salary pay wage,
  price cost fee charge, buy purchase, hire rent, mend repair fix, begin start, end finish, close shut, delete erase remove, choose select pick,
  allow permit, help assist, get obtain receive, show display, change alter modify edit amend, update change, send post mail, answer reply respond,
  contact reach, talk speak, tell inform notify, ask request, need require, want wish, use utilise utilize, make create, build construct,
  find locate, keep retain, ban forbid prohibit, halt stop, quit leave, resign quit, cancel terminate, join enrol enroll, combine merge,
  split divide, raise increase, lower reduce decrease, big large, little small, quick fast rapid, quickly fast rapidly, ill sick, glad happy,
  wrong incorrect, right correct, free complimentary, cheap inexpensive, hard difficult, easy simple, rich wealthy, safe secure, risky dangerous,
  empty vacant, broken faulty defective, needed necessary required, child kid, children kids, doctor physician, lawyer solicitor attorney,
  customer client, employee worker, boss manager supervisor, colleague coworker, friend mate, partner spouse, owner proprietor, author writer,
  picture image photo photograph, folder directory, screen display monitor, kind type sort, way method, reason cause, route way, error mistake,
  problem issue, form questionnaire, guide manual, meal dish, sofa couch, tap faucet, bin dustbin, street road,
  town city, journey trip, guarantee warranty, discount reduction, refund reimbursement,
  income earnings, job position, illness disease, medicine medication drug, ache pain, tummy stomach belly, rabbit bunny, dog hound,
  blink flash, cook prepare, alter adjust, verify confirm, register enrol, login logon,
  annual yearly, often frequently, almost nearly, maybe perhaps, soon shortly, under below, via through,
  online internet, web internet, email mail, website site, app application, programme program, password passcode, icon symbol, option setting,
  permitted allowed, buyer purchaser, seller vendor, supplier vendor, parcel package, delivery shipping shipment,
  insert add, trousers pants, jumper sweater, trainer sneaker, nappy diaper, biscuit cookie, crisps chips`;

const NUMBERS = new Map<string, Set<number>>();
for (const [number, group] of GROUPS.split(',').entries()) {
  for (const word of group.trim().split(/\s+/)) NUMBERS.set(word, (NUMBERS.get(word) ?? new Set()).add(number));
}

/** A word and the base forms that it may be of: "erased", "erasing" and "erases" of "erase". */
function bases(word: string): string[] {
  const stem = word.replace(/(ed|ing)$/, '');
  return [word, baseNumber(word), stem, `${stem}e`, stem.replace(/([a-z])\1$/, '$1'), word.replace(/ied$/, 'y')];
}

/** Whether two lower-case words are everyday synonyms, in any forms. */
export function areSynonyms(a: string, b: string): boolean {
  const groups = new Set(bases(a).flatMap((word) => [...(NUMBERS.get(word) ?? [])]));
  return bases(b).some((word) => [...(NUMBERS.get(word) ?? [])].some((group) => groups.has(group)));
}
