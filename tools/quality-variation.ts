import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from 'unisono/core';
import { wilsonInterval } from 'unisono/report';
import {
  type ClassifyOptions,
  canonicalize,
  classifyPair,
  DEFAULT_THRESHOLD,
  isLexical,
  LEXICAL_KINDS,
  vary,
} from 'unisono/variation';
import { withSection } from './docs/with-section.js';
import { judge, type LabeledPair, readLabeled, scoreKinds } from './variation/labeled.js';
import { readNaturalPairs } from './variation/natural-pairs.js';
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

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const sections: string[] = [];

/** "0.931 (0.870 to 0.965)": a share with Wilson's 95 % interval. */
function withInterval(hits: number, of: number): string {
  const [low, high] = wilsonInterval(hits / of, of, 1.96);
  return `${(hits / of).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** The table of every kind, the macro-F1 of the lexical ones, and how often all kinds of a pair were right. */
async function scores(pairs: readonly LabeledPair[]): Promise<{ table: string; known: ReadonlyMap<string, number> }> {
  const open = pairs.filter(({ question, variant }) => !isLexical(question, variant));
  const similarity = await cosines(encoder!, open);
  const known = new Map(open.map(({ id }, i) => [id, similarity[i]!]));
  const judged = judge(pairs, ({ id }) => known.get(id));
  const found = scoreKinds(judged, [...LEXICAL_KINDS, 'semantic', 'not-equivalent']).filter(
    (score) => score.support > 0,
  );
  const lexical = found.filter(({ kind }) => LEXICAL_KINDS.some((each) => each === kind));
  const macro = lexical.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, lexical.length);
  const rows = found.map(({ kind, support, both, found: times, f1 }) => {
    const precision = times === 0 ? 'none found' : withInterval(both, times);
    return `| ${kind} | ${support} | ${precision} | ${withInterval(both, support)} | ${f1.toFixed(3)} |`;
  });
  const exact = judged.filter(({ kinds, found }) => [...kinds].sort().join() === [...found.kinds].sort().join()).length;
  const head = '| kind | pairs | precision | recall | F1 |\n| --- | --- | --- | --- | --- |';
  const summary =
    lexical.length === 0 ? 'All' : `Macro-F1 over the ${lexical.length} lexical kinds ${macro.toFixed(3)}; all`;
  const table = `${head}\n${rows.join('\n')}\n\n${summary} kinds of a pair right ${percent(exact / pairs.length)}.`;
  return { table, known };
}

/** What "not equivalent" gains and loses by the threshold. */
function byThreshold(pairs: readonly LabeledPair[], known: ReadonlyMap<string, number>): string {
  const rows = [0.16, 0.21, DEFAULT_THRESHOLD, 0.31].map((threshold) => {
    const judged = pairs.map(({ id, question, variant, kinds }) => {
      const similarity = known.get(id);
      const options: ClassifyOptions = similarity === undefined ? {} : { similarity, threshold };
      return {
        is: kinds.includes('not-equivalent'),
        found: classifyPair(question, variant, options).kinds.includes('not-equivalent'),
      };
    });
    const both = judged.filter(({ is, found }) => is && found).length;
    const [is, found] = [judged.filter(({ is }) => is).length, judged.filter(({ found }) => found).length];
    return `| ${threshold} | ${withInterval(both, found)} | ${withInterval(both, is)} |`;
  });
  return `"Not equivalent" by threshold:\n\n| threshold | precision | recall |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

for (const part of ['development', 'held-out', 'measured-once']) {
  const pairs = readLabeled(`src/variation/fixtures/pairs-${part}.jsonl`);
  const { table, known } = await scores(pairs);
  sections.push(
    `Labeled pairs, ${part} part (${pairs.length} pairs), cosine of all-MiniLM-L6-v2; Wilson's 95 % intervals in brackets:\n\n${table}\n\n${byThreshold(pairs, known)}`,
  );
}

const natural = readNaturalPairs(data, 'src/variation/fixtures/natural-pairs-corrections.jsonl');
const { table: naturalTable } = await scores(natural);
const corrected = natural.filter(({ corrected }) => corrected).length;
sections.push(
  `natural_minimal_pairs (${natural.length} pairs, the labels of ${corrected} corrected), cosine of all-MiniLM-L6-v2:\n\n${naturalTable}`,
);
const { table: minedTable } = await scores(natural.map((pair) => ({ ...pair, kinds: [...pair.mined] })));
sections.push(`The same pairs with the labels as they were mined:\n\n${minedTable}`);

const questions = publicQuestions(data, 1000);
const trips = roundTrips(questions, LEXICAL_KINDS, 3, 1);
const share = (list: typeof trips, test: (trip: (typeof trips)[number]) => boolean) =>
  percent(list.filter(test).length / Math.max(1, list.length));
const rows = LEXICAL_KINDS.map((kind) => {
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
  vary: rate(() => vary({ questions: given, kinds: LEXICAL_KINDS, seed: 2 })),
  classify: rate(() => trips.slice(0, questions.length).map(({ question, text }) => classifyPair(question, text))),
  canonicalize: rate(() => questions.map(({ text }) => canonicalize(text))),
};
sections.push(
  `Speed on one core of the machine at hand (shared with other work when measured): all lexical kinds made for ${rates.vary} questions a second, ${rates.classify} pairs classified a second, ${rates.canonicalize} questions canonicalized a second.`,
);

const path = 'docs/variation.md';
writeFileAtomic(path, withSection(readFileSync(path, 'utf8'), 'figures', sections.join('\n\n')));
console.log(sections.join('\n\n'));
