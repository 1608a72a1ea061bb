import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Dataset, loadDataset } from '../core/dataset.js';
import { UnisonoError } from '../core/errors.js';
import { Example } from './example.js';
import { retrieveExamples, type Wording } from './retrieve.js';
import { buildRetriever } from './retriever.js';
import { indexTerm } from './terms.js';

const ARTICLES = [
  { id: 'c-loan', title: 'Loans', text: 'A loan is paid back in monthly instalments.' },
  { id: 'b-pin', title: 'Changing a PIN', text: 'Change the PIN of a card at a cash machine.' },
  { id: 'a-card', title: 'Ordering a card', text: 'Order a card in the app. A card arrives in a week.' },
];
const dataset: Dataset = {
  articles: ARTICLES,
  train: [{ id: 'q1', article: 'b-pin', question: 'How do I change my PIN?', answer: 'At a cash machine.' }],
  test: [{ id: 'q2', article: 'a-card', question: 'How do I order a card?', answer: 'In the app.' }],
  paraphrases: [],
};
const wording = (id: string, question: string, split: 'train' | 'test', text: string): Wording => ({
  id,
  question,
  split,
  kind: 'semantic',
  text,
});

describe('buildRetriever', () => {
  const retrieve = buildRetriever(ARTICLES);

  it('puts the article first that shares most with the query', () => {
    expect(retrieve('How do I order a card?', 3).map(({ id }) => id)).toEqual(['a-card', 'b-pin']);
    expect(retrieve('How do I order a card?', 1)).toHaveLength(1);
  });

  it('folds case and number', () => {
    expect(retrieve('ORDERING CARDS', 3)).toEqual(retrieve('ordering card', 3));
  });

  it('finds nothing for stop words, unknown words and an empty query', () => {
    for (const query of ['how do I', 'zebra', '', '?!', 'constructor __proto__'])
      expect(retrieve(query, 3)).toEqual([]);
  });

  it('breaks ties by id, whatever the order of the articles', () => {
    const twins = ['b', 'c', 'a'].map((id) => ({ id, title: 'Card', text: 'Order it.' }));
    const [first, ...others] = buildRetriever(twins)('card', 3);
    expect([first, ...others].map((hit) => hit?.id)).toEqual(['a', 'b', 'c']);
    for (const { score } of others) expect(score).toBe(first!.score);
  });

  it('rounds scores to 6 decimals', () => {
    for (const { score } of retrieve('order a card in a week', 3)) expect(Number(score.toFixed(6))).toBe(score);
  });
});

describe('indexTerm', () => {
  it.each([
    ['The', null],
    ['Cards', 'card'],
    ['PIN', 'pin'],
    ['branches', 'branch'],
  ])('%s - %s', (word, term) => expect(indexTerm(word)).toBe(term));
});

describe('retrieveExamples', () => {
  it('gives each question its own contexts, in the order of their ids, and its variants after it', () => {
    const variants = [
      wording('q2#semantic-1', 'q2', 'test', 'Card wanted'),
      wording('q1#semantic-1', 'q1', 'train', 'Replace the PIN of a card'),
    ];
    const examples = retrieveExamples({ dataset, variants, k: 2 });
    expect(examples.map(({ id, question, split, kind }) => [id, question, split, kind])).toEqual([
      ['q1', 'q1', 'train', 'original'],
      ['q1#semantic-1', 'q1', 'train', 'semantic'],
      ['q2', 'q2', 'test', 'original'],
      ['q2#semantic-1', 'q2', 'test', 'semantic'],
    ]);
    expect(examples[1]!.contexts.map(({ id }) => id)).toEqual(['a-card', 'b-pin']);
    expect(examples[1]!.contexts[1]!.score).toBeGreaterThan(examples[1]!.contexts[0]!.score);
    expect(examples[3]!.answer).toBe('In the app.');
    for (const each of examples) expect(Example.parse(each)).toEqual(each);
  });

  it('gives fewer contexts, or none, rather than unrelated ones', () => {
    const variants = [wording('q1#semantic-1', 'q1', 'train', 'Zebra?')];
    const [original, variant] = retrieveExamples({ dataset, variants, k: 3 });
    expect(original!.contexts.map(({ id }) => id)).toEqual(['b-pin']);
    expect(variant!.contexts).toEqual([]);
  });

  it.each([
    ['an unknown question', wording('q9#semantic-1', 'q9', 'train', 'Who?')],
    ['a question of the other split', wording('q1#semantic-1', 'q1', 'test', 'Who?')],
  ])('refuses a variant of %s', (_, variant) => {
    expect(() => retrieveExamples({ dataset, variants: [variant], k: 1 })).toThrow(UnisonoError);
  });

  it('finds the right article of at least 97 of 100 bank-help questions, and has it among three for all', () => {
    const file = (name: string) => fileURLToPath(new URL(`../../examples/bank-help/${name}.jsonl`, import.meta.url));
    const bank = loadDataset({ articles: file('articles'), train: file('train'), test: file('test') });
    const retrieve = buildRetriever(bank.articles);
    const questions = [...bank.train, ...bank.test];
    const found = (k: number) =>
      questions.filter(({ question, article }) => retrieve(question, k).some(({ id }) => id === article)).length;
    expect(found(1) / questions.length).toBeGreaterThan(0.97);
    expect(found(3)).toBe(questions.length);
  });
});
