import { basename } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from './errors.js';
import { readJsonLines, readText } from './files.js';

/** `train` questions fit the models, `test` questions measure them. */
export const Split = z.enum(['train', 'test']);
export type Split = z.infer<typeof Split>;

/** A record id. `#` is kept for the ids of variants. */
const Id = z
  .string()
  .min(1)
  .regex(/^[^\s#]*$/u, 'may hold neither spaces nor "#"');

const Text = z.string().refine((text) => /[\p{L}\p{N}]/u.test(text), 'holds no letter or digit');

/** A document that can answer questions. */
export const Article = z.object({ id: Id, title: Text, text: Text });
export type Article = z.infer<typeof Article>;

/** A question, its reference answer and, if known, the id of the article with the answer. */
export const Question = z.object({ id: Id, article: Id.optional(), question: Text, answer: Text });
export type Question = z.infer<typeof Question>;

/** Another wording of the question `id`, written by a person or recorded from a model. */
export const Paraphrase = z.object({ id: Id, text: Text });
export type Paraphrase = z.infer<typeof Paraphrase>;

/** Articles, questions by split, and the paraphrases of either split; each in file order. */
export interface Dataset {
  readonly articles: readonly Article[];
  readonly train: readonly Question[];
  readonly test: readonly Question[];
  readonly paraphrases: readonly Paraphrase[];
}

/** A question with its split. */
export type SplitQuestion = Question & { readonly split: Split };

/** JSON-lines files of a data set. Without `paraphrases` there are none. */
export interface DatasetPaths {
  readonly articles: string;
  readonly train: string;
  readonly test: string;
  readonly paraphrases?: string;
}

/** Lower case, every punctuation mark or symbol a space, single spaces: two texts equal under it are the same question. */
export function normalizeQuestion(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();
}

/** Every question with its split, `train` first. */
export function splitQuestions(dataset: Dataset): SplitQuestion[] {
  return [
    ...dataset.train.map((question) => ({ ...question, split: 'train' as const })),
    ...dataset.test.map((question) => ({ ...question, split: 'test' as const })),
  ];
}

/**
 * Reads and checks a data set.
 * Throws DUPLICATE_ID (two articles, or two questions of any split, share an id), UNKNOWN_REFERENCE (a question's
 * article or a paraphrase's question does not exist), SPLIT_OVERLAP (a question or paraphrase of `train` is, after
 * {@link normalizeQuestion}, one of `test`), EMPTY_DATASET, and the errors of {@link readJsonLines}.
 */
export function loadDataset(paths: DatasetPaths): Dataset {
  const articles = readJsonLines(paths.articles, Article);
  const train = readJsonLines(paths.train, Question);
  const test = readJsonLines(paths.test, Question);
  const paraphrases = paths.paraphrases === undefined ? [] : readJsonLines(paths.paraphrases, Paraphrase);

  const articleIds = new Set<string>();
  checkUnique(paths.articles, articles, articleIds);
  const trainIds = new Set<string>();
  checkUnique(paths.train, train, trainIds);
  const questionIds = new Set(trainIds);
  checkUnique(paths.test, test, questionIds);

  for (const [path, questions] of [
    [paths.train, train],
    [paths.test, test],
  ] as const) {
    checkReferences(path, questions, (question) => question.article, 'article', articleIds, paths.articles);
  }
  if (paths.paraphrases !== undefined) {
    const target = `${basename(paths.train)} or ${basename(paths.test)}`;
    checkReferences(paths.paraphrases, paraphrases, (paraphrase) => paraphrase.id, 'question id', questionIds, target);
  }

  const dataset = { articles, train, test, paraphrases };
  checkSplits(paths, dataset, trainIds);
  return dataset;
}

/** Adds the records' ids to `seen`, which may already have the ids of another file. */
function checkUnique(path: string, records: readonly { id: string }[], seen: Set<string>): void {
  for (const [index, { id }] of records.entries()) {
    if (seen.has(id)) throw new UnisonoError('DUPLICATE_ID', { path, line: lineOf(path, index), id });
    seen.add(id);
  }
}

function checkReferences<T>(
  path: string,
  records: readonly T[],
  reference: (record: T) => string | undefined,
  field: string,
  known: ReadonlySet<string>,
  target: string,
): void {
  for (const [index, record] of records.entries()) {
    const id = reference(record);
    if (id === undefined || known.has(id)) continue;
    throw new UnisonoError('UNKNOWN_REFERENCE', { path, line: lineOf(path, index), field, id, target });
  }
}

function checkSplits(paths: DatasetPaths, dataset: Dataset, trainIds: ReadonlySet<string>): void {
  const paraphrasesPath = paths.paraphrases ?? '';
  const inTrain = new Map<string, string>();
  const inTest: { text: string; path: string }[] = [];
  for (const { question } of dataset.train) inTrain.set(normalizeQuestion(question), paths.train);
  for (const { question } of dataset.test) inTest.push({ text: question, path: paths.test });
  for (const { id, text } of dataset.paraphrases) {
    if (trainIds.has(id)) inTrain.set(normalizeQuestion(text), `${paraphrasesPath} (of ${basename(paths.train)})`);
    else inTest.push({ text, path: `${paraphrasesPath} (of ${basename(paths.test)})` });
  }
  for (const { text, path } of inTest) {
    const a = inTrain.get(normalizeQuestion(text));
    if (a !== undefined) throw new UnisonoError('SPLIT_OVERLAP', { question: text, a, b: path });
  }
}

/** The 1-based line of the `index`-th record; blank lines are not records. */
function lineOf(path: string, index: number): number {
  const lines = readText(path).split('\n');
  const filled = lines.flatMap((line, number) => (line.trim() === '' ? [] : [number + 1]));
  return filled[index] ?? 0;
}
