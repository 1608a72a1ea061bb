import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KINDS } from '../src/core/dataset.js';
import { writeFileAtomic } from '../src/core/files.js';
import { canonicalize } from '../src/variation/canonicalize.js';
import { type ClassifyOptions, classifyPair, isLexical } from '../src/variation/classify.js';
import { vary } from '../src/variation/vary.js';
import { kindsTable, withSection } from './variation/kinds-table.js';
import { judge, readLabelled, scoreKinds } from './variation/labelled.js';
import { publicQuestions } from './variation/public-questions.js';
import { roundTrips } from './variation/round-trip.js';
import { cosines } from './variation/similarity.js';

/**
 * Measures the rules and writes the figures into docs/variation.md.
 *
 * npm run quality:variation -- --data <public data sets> --encoder <all-MiniLM-L6-v2>
 */
const { values } = parseArgs({ options: { data: { type: 'string' }, encoder: { type: 'string' } } });
const { data, encoder } = values;
if (data === undefined || encoder === undefined) throw new Error('give --data and --encoder');

const LEXICAL = KINDS.filter((kind) => kind !== 'semantic');
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const sections: string[] = [];

for (const part of ['development', 'held-out']) {
  const pairs = readLabelled(`src/variation/fixtures/pairs-${part}.jsonl`);
  const open = pairs.filter(({ question, variant }) => !isLexical(question, variant));
  const similarity = await cosines(encoder, open);
  const known = new Map(open.map(({ id }, i) => [id, similarity[i]!]));
  const judged = judge(pairs, ({ id }) => known.get(id));
  const scores = scoreKinds(judged, [...LEXICAL, 'semantic', 'not-equivalent']);
  const macro =
    LEXICAL.reduce((sum, kind) => sum + scores.find((score) => score.kind === kind)!.f1, 0) / LEXICAL.length;
  const rows = scores.map(
    ({ kind, support, precision, recall, f1 }) =>
      `| ${kind} | ${support} | ${precision.toFixed(3)} | ${recall.toFixed(3)} | ${f1.toFixed(3)} |`,
  );
  const exact = judged.filter(({ kinds, found }) => [...kinds].sort().join() === [...found.kinds].sort().join()).length;
  sections.push(
    `Labelled pairs, ${part} part (${pairs.length} pairs), cosine of all-MiniLM-L6-v2:\n\n| kind | pairs | precision | recall | F1 |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n\nMacro-F1 over the lexical kinds ${macro.toFixed(3)}; all kinds of a pair right ${percent(exact / pairs.length)}. ${atRecall(pairs, known)}`,
  );
}

/** Precision of "not equivalent" at the lowest threshold with a recall of at least 0.8. */
function atRecall(pairs: ReturnType<typeof readLabelled>, known: ReadonlyMap<string, number>): string {
  for (let step = 0; step <= 60; step++) {
    const threshold = 0.4 + step / 100;
    const judged = pairs.map(({ id, question, variant, kinds }) => {
      const similarity = known.get(id);
      const options: ClassifyOptions = similarity === undefined ? {} : { similarity, threshold };
      return {
        is: kinds.includes('not-equivalent'),
        found: classifyPair(question, variant, options).kinds.includes('not-equivalent'),
      };
    });
    const both = judged.filter(({ is, found }) => is && found).length;
    const recall = both / judged.filter(({ is }) => is).length;
    const precision = both / judged.filter(({ found }) => found).length;
    if (recall >= 0.8)
      return `"Not equivalent" has a precision of ${precision.toFixed(3)} at a recall of ${recall.toFixed(3)} (threshold ${threshold.toFixed(2)}).`;
  }
  return '"Not equivalent" does not reach a recall of 0.8.';
}

const questions = publicQuestions(data, 1000);
const trips = roundTrips(questions, LEXICAL, 3, 1);
const share = (list: typeof trips, test: (trip: (typeof trips)[number]) => boolean) =>
  percent(list.filter(test).length / Math.max(1, list.length));
const rows = LEXICAL.map((kind) => {
  const list = trips.filter((trip) => trip.kind === kind);
  return `| ${kind} | ${list.length} | ${share(list, (trip) => trip.returned)} | ${share(list, (trip) => trip.oneForm)} |`;
});
const unspelled = trips.filter(({ kind }) => kind !== 'spelling');
sections.push(
  `Round trip over ${questions.length} public questions (stackfaq, doqa_cooking, clapnq_dev), up to 3 variants a kind, seed 1:\n\n| kind | variants | classified back | one canonical form |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n| all | ${trips.length} | ${share(trips, (trip) => trip.returned)} | ${share(trips, (trip) => trip.oneForm)} |\n| all but spelling | ${unspelled.length} | ${share(unspelled, (trip) => trip.returned)} | ${share(unspelled, (trip) => trip.oneForm)} |`,
);

const given = questions.map(({ id, text }) => ({ id, question: text, answer: '-', split: 'train' as const }));
const rate = (work: () => unknown) => {
  work();
  const start = performance.now();
  work();
  return Math.round((1000 * questions.length) / (performance.now() - start));
};
const rates = {
  vary: rate(() => vary({ questions: given, kinds: LEXICAL, seed: 2 })),
  classify: rate(() => trips.slice(0, questions.length).map(({ question, text }) => classifyPair(question, text))),
  canonicalize: rate(() => questions.map(({ text }) => canonicalize(text))),
};
sections.push(
  `Speed on one core of the machine at hand (shared with other work when measured): all lexical kinds made for ${rates.vary} questions a second, ${rates.classify} pairs classified a second, ${rates.canonicalize} questions canonicalised a second.`,
);

const path = 'docs/variation.md';
const document = withSection(readFileSync(path, 'utf8'), 'table of kinds', kindsTable());
writeFileAtomic(path, withSection(document, 'figures', sections.join('\n\n')));
console.log(sections.join('\n\n'));
