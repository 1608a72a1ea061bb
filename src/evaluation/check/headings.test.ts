import { describe, expect, it } from 'vitest';
import { headingQuestion } from './heading-question.js';
import { headingsOf } from './headings.js';

describe('headingsOf', () => {
  it('reads Markdown, without front matter, code and markup', () => {
    const text =
      '---\ntitle: # no\n---\n# Order **a** [card](x)\n\n```\n# not this\n```\nUnderlined `code`\n---\n### Fees<br>';
    expect(headingsOf(text, '.md')).toEqual(['Order a card', 'Underlined code', 'Fees']);
  });

  it('reads HTML, however it is written', () => {
    const text =
      '<h1>Order <b>a</b>\n card &amp; more</h1><script>"<h2>no</h2>"</script><H3 class=x>Fees<style>h{}</style><p>x';
    expect(headingsOf(text, '.html')).toEqual(['Order a card & more', 'Feesx']);
  });

  it('reads plain text: underlined lines, and lines in capitals', () => {
    expect(headingsOf('Cards\n=====\ntext\n\nLOST AND STOLEN CARDS\nmore text.', '.txt')).toEqual([
      'Cards',
      'Lost and stolen cards',
    ]);
  });
});

describe('headingQuestion', () => {
  it.each([
    ['Ordering a card', 'How do I order a card?'],
    ['1.2 Close an account', 'How do I close an account?'],
    ['Paying in cash', 'How do I pay in cash?'],
    ['Opening hours', 'What should I know about opening hours?'],
    ['PIN and passcode', 'What should I know about PIN and passcode?'],
    ['What is a sort code', 'What is a sort code?'],
    ['Lost card?', 'Lost card?'],
    ['Fees abroad:', 'What should I know about fees abroad?'],
  ])('%s: %s', (heading, question) => expect(headingQuestion(heading)).toBe(question));

  it.each(['Overview', 'See also', '1.2', '***', 'a b c d e f g h i j k l m'])('passes over %s', (heading) => {
    expect(headingQuestion(heading)).toBeUndefined();
  });
});
