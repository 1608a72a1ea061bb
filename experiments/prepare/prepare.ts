import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Article,
  loadDataset,
  type Paraphrase,
  type Question,
  readJsonLines,
  sha256File,
  writeJson,
  writeJsonLines,
} from 'unisono/core';
import { cosine, loadEncoder } from 'unisono/encoding';
import { classifyPair } from 'unisono/variation';
import { cutAnswer } from './answer.js';
import { Item, type PublicSet } from './item.js';
import { passagesOf } from './passages.js';
import { SETS } from './sets.js';
import { type SplitName, splitItems } from './split.js';

/**
 * Makes the data sets of the experiments from the public ones: articles, questions by split, human paraphrases, and
 * `split.json` with the hash of every file and the ids of every split.
 *
 * npm run experiments:prepare -- --data <public data sets> --encoder <all-MiniLM-L6-v2> [--out runs/experiments/data]
 */

/** Longest searched passage: two cores can read this length a few thousand times in a night. */
const PASSAGE_WORDS = 80;

/** Writes one set into `out`. */
async function prepare(set: PublicSet, path: string, encoder: string, out: string): Promise<void> {
  const all = readJsonLines(path, Item).filter(({ answers }) => /[\p{L}\p{N}]/u.test(answers[0]!));
  const items = set.judged ? await withoutOthers(all, encoder) : all;
  const split = splitItems(items, set.sizes, 1);
  const made = Object.entries(split).filter(([, each]) => each.length > 0);
  const articles = new Map<string, Article>();
  const asQuestion = new Map<string, Question>();
  for (const item of items) {
    const passages = item.contexts.slice(0, set.contexts).flatMap(({ id, text }) =>
      passagesOf(text, PASSAGE_WORDS).map((part, n) => ({
        id: `${id}.${n + 1}`,
        title: set.title(item),
        text: part,
      })),
    );
    for (const passage of passages) articles.set(passage.id, passage);
    const [reference] = item.answers;
    const holder = passages.find(({ text }) => text.includes(reference!)) ?? passages[0]!;
    const answer = set.answerWords ? cutAnswer(reference!, set.answerWords) : reference!;
    asQuestion.set(item.id, { id: item.id, article: holder.id, question: item.question, answer });
  }
  const questions = (name: SplitName) => split[name].map(({ id }) => asQuestion.get(id)!);
  const paraphrases = (names: readonly SplitName[]): Paraphrase[] =>
    names.flatMap((name) => split[name]).flatMap(({ id, variants }) => variants.map(({ text }) => ({ id, text })));

  mkdirSync(out, { recursive: true });
  const files = {
    'articles.jsonl': [...articles.values()],
    'train.jsonl': questions('train'),
    'dev.jsonl': questions('dev'),
    'test.jsonl': questions('test'),
    'paraphrases.jsonl': paraphrases(['train', 'test']),
    'dev-paraphrases.jsonl': paraphrases(['dev']),
    ...(split.learn.length > 0 && {
      'learn.jsonl': questions('learn'),
      'learn-paraphrases.jsonl': paraphrases(['learn']),
    }),
  };
  for (const [name, records] of Object.entries(files)) writeJsonLines(join(out, name), records);
  const at = (name: string) => join(out, name);
  // Errors in a split are reported here, before hours of training.
  const [articlesPath, train] = [at('articles.jsonl'), at('train.jsonl')];
  loadDataset({ articles: articlesPath, train, test: at('test.jsonl'), paraphrases: at('paraphrases.jsonl') });
  for (const name of split.learn.length > 0 ? ['dev', 'learn'] : ['dev'])
    loadDataset({
      articles: articlesPath,
      train,
      test: at(`${name}.jsonl`),
      paraphrases: at(`${name}-paraphrases.jsonl`),
    });
  const hashes = await Promise.all(Object.keys(files).map(async (name) => [name, await sha256File(at(name))] as const));
  writeJson(at('split.json'), {
    source: { file: set.file, sha256: await sha256File(path) },
    sha256: Object.fromEntries(hashes),
    ids: Object.fromEntries(made.map(([name, each]) => [name, each.map(({ id }) => id)])),
  });
  const counts = made.map(([name, each]) => {
    const human = each.reduce((sum, { variants }) => sum + variants.length, 0);
    return `${name} ${each.length} questions with ${human} human rewordings`;
  });
  console.log(`${out}: ${articles.size} articles; ${counts.join('; ')}`);
}

/** Items without the rewordings that ask something else, as `unisono classify` judges, or nothing else. */
async function withoutOthers(items: readonly Item[], path: string): Promise<Item[]> {
  const encoder = loadEncoder(path);
  const pairs = items.flatMap((item) => item.variants.map((variant) => ({ item, variant })));
  try {
    const [questions, variants] = [
      await encoder.encode(pairs.map(({ item }) => item.question)),
      await encoder.encode(pairs.map(({ variant }) => variant.text)),
    ];
    const kept = new Set(
      pairs
        .filter(({ item, variant }, i) => {
          const similarity = cosine(questions[i]!, variants[i]!);
          const { kinds } = classifyPair(item.question, variant.text, { similarity });
          return !kinds.includes('not-equivalent') && !kinds.includes('identical');
        })
        .map(({ variant }) => variant),
    );
    console.log(`${kept.size} of ${pairs.length} human rewordings ask the same`);
    return items.map((item) => ({ ...item, variants: item.variants.filter((variant) => kept.has(variant)) }));
  } finally {
    await encoder.release();
  }
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    encoder: { type: 'string' },
    out: { type: 'string', default: 'runs/experiments/data' },
  },
});
if (values.data === undefined || values.encoder === undefined) throw new Error('give --data and --encoder');
for (const [name, set] of Object.entries(SETS))
  await prepare(set, join(values.data, set.file), values.encoder, join(values.out, name));
