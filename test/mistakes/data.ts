import { readFileSync, rmSync } from 'node:fs';
import type { Project, ProjectFile } from '../small-project.js';
import type { Mistake } from './mistake.js';

/** Changes one line (1-based) of a file. */
function editLine(project: Project, file: ProjectFile, line: number, change: (text: string) => string): void {
  project.edit(file, (text) =>
    text
      .split('\n')
      .map((content, i) => (i === line - 1 ? change(content) : content))
      .join('\n'),
  );
}

const lineOf = (project: Project, file: ProjectFile, line: number) =>
  readFileSync(project.path(file), 'utf8').split('\n')[line - 1] as string;

const append = (project: Project, file: ProjectFile, line: string) => project.edit(file, (text) => `${text}${line}\n`);

/** Mistakes in the data set, and where it is looked for. */
const DATA_FILES = ['articles.jsonl', 'train.jsonl', 'test.jsonl', 'paraphrases.jsonl'] as const;

export const DATA: Mistake[] = [
  {
    what: 'missing configuration',
    command: 'run no.yaml',
    code: 'FILE_NOT_FOUND',
    says: ['no.yaml', 'Check the path'],
  },
  { what: 'folder as configuration', command: 'run .', code: 'FILE_UNREADABLE', says: ['EISDIR', 'that it is a file'] },
  ...DATA_FILES.flatMap((file): Mistake[] => [
    {
      what: `malformed line in ${file}`,
      make: (project) => editLine(project, file, 3, (line) => line.slice(0, -2)),
      code: 'BAD_JSON_LINE',
      says: [`~/${file}:3: not a valid JSON line`, 'Fix or remove that line'],
    },
    {
      what: `empty ${file}`,
      make: (project) => project.edit(file, () => '\n'),
      code: 'EMPTY_DATASET',
      says: [`~/${file}: contains no records`, 'Provide at least one JSON line'],
    },
  ]),
  {
    what: 'record without a field',
    make: (project) => editLine(project, 'train.jsonl', 2, () => '{"id":"x","question":"Who?"}'),
    code: 'BAD_RECORD',
    says: ['~/train.jsonl:2: answer', 'Fix or remove that line'],
  },
  {
    what: 'missing data file',
    make: (project) => rmSync(project.path('test.jsonl')),
    code: 'FILE_NOT_FOUND',
    says: ['~/test.jsonl: no such file', 'Check the path'],
  },
  {
    what: 'article given twice',
    make: (project) => append(project, 'articles.jsonl', lineOf(project, 'articles.jsonl', 4)),
    code: 'DUPLICATE_ID',
    says: ['~/articles.jsonl:13: duplicate id "', 'Give every record a unique id'],
  },
  {
    what: 'question id of both splits',
    make: (project) => {
      const { id, answer } = JSON.parse(lineOf(project, 'train.jsonl', 1));
      append(project, 'test.jsonl', JSON.stringify({ id, question: 'Something else?', answer }));
    },
    code: 'DUPLICATE_ID',
    says: ['~/test.jsonl:9: duplicate id "', 'Give every record a unique id'],
  },
  {
    what: 'unknown article',
    make: (project) =>
      editLine(project, 'train.jsonl', 5, (line) => line.replace(/"article":"[^"]*"/, '"article":"nowhere"')),
    code: 'UNKNOWN_REFERENCE',
    says: ['~/train.jsonl:5: article "nowhere" is not in', 'Fix the id'],
  },
  {
    what: 'question of both splits',
    make: (project) => {
      const question = JSON.parse(lineOf(project, 'train.jsonl', 1));
      append(project, 'test.jsonl', JSON.stringify({ ...question, id: 'other' }));
    },
    code: 'SPLIT_OVERLAP',
    says: ['is in both ~/train.jsonl and ~/test.jsonl', 'Remove it from one of them'],
  },
];
