import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../core/random.js';
import { variantsOf } from './kind.contract.js';
import { number } from './number.js';

describe('number', () => {
  it('changes indefinite phrases together before it changes them one by one', () => {
    const text = 'How to add a contact to a phone book';
    for (const seed of [1, 2, 3]) {
      const variants = number.apply({ text, paraphrases: [] }, new RandomStream(seed, 'test'));
      expect(variants[0]).toBe('How to add contacts to phone books');
      expect(variants.toSorted()).toEqual([
        'How to add a contact to phone books',
        'How to add contacts to a phone book',
        'How to add contacts to phone books',
      ]);
    }
  });

  it.each([
    ['Is a passport accepted as evidence?', 'Are passports accepted as evidence?'],
    ['What is a money mule?', 'What are money mules?'],
    ['Has a payment been stopped?', 'Have payments been stopped?'],
    ['When does a tablet log out for inactivity?', 'When do tablets log out for inactivity?'],
    ['How long does a van stop in our village last?', 'How long do van stops in our village last?'],
    ['How much does a Heron Plus account cost?', 'How much do Heron Plus accounts cost?'],
    ['What does a SWIFT transfer cost?', 'What do SWIFT transfers cost?'],
    ['How long can a payment reference be?', 'How long can payment references be?'],
    ['Why does an analyst phone me about a purchase?', 'Why does an analyst phone me about purchases?'],
    ['How much can a child withdraw at the counter?', 'How much can children withdraw at the counter?'],
    ['How do I activate a new card that has arrived?', 'How do I activate new cards that have arrived?'],
    ['How do I see a PIN I have forgotten?', 'How do I see PINs I have forgotten?'],
    ['How do I stop a pop-up blocker hiding the receipt?', 'How do I stop pop-up blockers hiding the receipt?'],
    ['How do I register a power of attorney document?', 'How do I register power of attorney documents?'],
    ['How does one use a torn slip?', 'How does one use torn slips?'],
    ['A card was lost', 'Cards were lost'],
    ['Which PIN is refused?', 'Which PINs are refused?'],
    ['Which card clears the alert?', 'Which cards clear the alert?'],
    ['When is my card renewed?', 'When are my cards renewed?'],
    ['My transfer has not arrived', 'My transfers have not arrived'],
    ['Do contactless payments expire?', 'Does a contactless payment expire?'],
    ['When are vault visits possible?', 'When is a vault visit possible?'],
    ['How to hide old emails', 'How to hide an old email'],
    ['Delivering packages for shipment', 'Delivering a package for shipment'],
    ['Where can I buy a lens?', 'Where can I buy lenses?'],
    ['Which field involves cells?', 'Which fields involve cells?'],
  ])('%s', (text, expected) => {
    expect(variantsOf(number, text)).toEqual([expected]);
  });

  it.each([
    ['Is there a fee for a transfer?', 'Are there fees for transfers?'],
    ['How do I spot a free trial that turns into a paid plan?', 'How do I spot free trials that turn into paid plans?'],
    ['How do I get back a card that a machine swallows?', 'How do I get back cards that machines swallow?'],
    ['What charge does a late payment add?', 'What charges do late payments add?'],
    ['Does a frozen card let a payment through?', 'Do frozen cards let payments through?'],
    ['When is a transfer to a new payee reviewed?', 'When are transfers to new payees reviewed?'],
    ['Can I get a missing SWIFT transfer traced by a clerk?', 'Can I get missing SWIFT transfers traced by clerks?'],
  ])('%s (every phrase)', (text, expected) => {
    expect(variantsOf(number, text)).toContain(expected);
  });

  it('changes both sides of a coordination, or neither', () => {
    expect(variantsOf(number, 'How do I pay in a postal order or a warrant?')).toEqual([
      'How do I pay in postal orders or warrants?',
    ]);
    expect(variantsOf(number, 'Can a charity or partnership apply?')).toEqual([]);
    expect(variantsOf(number, 'How do I report a lost or stolen card?')).toEqual([]);
  });

  it.each([
    'How do I get information about insurance?',
    'How do I send money with TarnTag?',
    'How often can I pay in a day?',
    'Can I withdraw 200 pounds twice a week?',
    'I took a lot of cash',
    'How do I change my name?',
    'Is an agreement a promise?',
    'How can I open it as a student?',
    'How do I pay a bill if it is late?',
    'How many cheques are in stock?',
    'How do I use the app?',
    'How do I book my first visit?',
    "Where's my card?",
    'Can I verify a top up?',
    'How do I make my card show in the app?',
    'How do I deposit a single note with folded corners?',
    'How do I add multiple destinations?',
    'How do I pay before the due date?',
    // What something is, and what happened once.
    'Is it a problem if steam leaks?',
    'Is he really a scientist?',
    'Which player got a penalty?',
    "I've set up a computer",
    'What is the name of a teacher in Tibet?',
    // Dishes, names, titles, unknown words, and words typed amiss.
    'Can I use pork in a Spaghetti Carbonara?',
    'Who is the oldest to play in a Super Bowl?',
    'who played the mom in diary of a wimpy kid',
    'Can I read the answers on quora?',
    'How old most a person be to apply?',
    'Is there a special too available for nuts?',
    // Set phrases, qualities, parts, mass nouns.
    'Can I pay in a hurry?',
    'Can I cook it on a budget?',
    'Is there a lack of coins?',
    'How do I fry it to a brown colour?',
    'What tastes good in your opinion?',
    'How do I move contact data?',
    // Several on purpose, or one on purpose.
    'How do I store chopped onions?',
    'How do I roast chicken bones?',
    'How do I search my primary inbox?',
    'Who stopped being my friend?',
    'Which storm had the most impact?',
    'How do I disable auto play features?',
    'Can I switch my video with a new one?',
    '',
  ])('leaves "%s" alone', (text) => {
    expect(variantsOf(number, text)).toEqual([]);
  });
});
