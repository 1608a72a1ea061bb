import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { normalizeQuestion } from '../../core/dataset.js';
import { fileError, UnisonoError } from '../../core/errors.js';
import { readJsonLines, readText } from '../../core/files.js';
import { headingQuestion } from './heading-question.js';
import { DOCUMENTS, headingsOf } from './headings.js';

/** A question to check, with its reference answer where there is one. */
export interface CheckQuestion {
  readonly id: string;
  readonly question: string;
  readonly answer?: string | undefined;
}

const Text = z.string().refine((text) => /[\p{L}\p{N}]/u.test(text), 'holds no letter or digit');
const Record = z.union([
  Text,
  z.looseObject({ id: z.coerce.string().optional(), question: Text, answer: z.string().optional() }),
]);

/** Maximum number of files read from a folder of documents, and maximum bytes per file. */
const MOST_FILES = 2000;
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Questions of a JSON-lines file: `{"question"}` with `id` and `answer` if there are any, or texts alone. Of questions that
 * differ only in case and punctuation one is kept. Default ids: q1, q2 ...
 */
export function readCheckQuestions(path: string): CheckQuestion[] {
  const records = readJsonLines(path, Record).map((record) =>
    typeof record === 'string' ? { question: record } : record,
  );
  return distinct(records.map(({ question, ...rest }, i) => ({ ...rest, question, id: idOf(rest, i) })));
}

/**
 * Questions from the headings of the documents in a folder (.md, .html, .txt, at any depth), or in one file.
 *
 * @throws EMPTY_DATASET without a usable heading, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function questionsOfDocuments(path: string): CheckQuestion[] {
  const headings = documentsIn(path).flatMap((file) => headingsOf(readText(file), extname(file).toLowerCase()));
  const questions = distinct(
    headings.flatMap((heading) => headingQuestion(heading) ?? []).map((question) => ({ id: '', question })),
  );
  if (questions.length === 0) {
    throw new UnisonoError('EMPTY_DATASET', {
      path,
      what: 'headings',
      least: `one ${DOCUMENTS.join(', ')} file with headings`,
    });
  }
  return questions.map(({ question }, i) => ({ id: `q${i + 1}`, question }));
}

function idOf(record: object, index: number): string {
  const { id } = record as { id?: string };
  // "#" begins the ids of rewordings.
  return id === undefined || id === '' ? `q${index + 1}` : id.replace(/[\s#]+/g, '-');
}

function distinct(questions: readonly CheckQuestion[]): CheckQuestion[] {
  const [texts, ids] = [new Set<string>(), new Set<string>()];
  return questions.filter(({ id, question }) => {
    const text = normalizeQuestion(question);
    if (texts.has(text) || (id !== '' && ids.has(id))) return false;
    texts.add(text);
    ids.add(id);
    return true;
  });
}

function documentsIn(path: string): string[] {
  const found: string[] = [];
  const visit = (at: string) => {
    if (found.length >= MOST_FILES) return;
    if (!statSync(at).isDirectory()) {
      if (DOCUMENTS.includes(extname(at).toLowerCase()) && statSync(at).size <= MOST_BYTES) found.push(at);
      return;
    }
    const names = readdirSync(at).filter((name) => !name.startsWith('.') && name !== 'node_modules');
    for (const name of names.sort()) visit(join(at, name));
  };
  try {
    visit(path);
  } catch (error) {
    throw fileError(error, path, 'read', 'see --docs in --help');
  }
  return found;
}
