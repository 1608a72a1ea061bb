import { UnisonoError } from '../core/errors.js';
import { type Progress, silentProgress } from '../core/progress.js';
import type { SentenceEncoder } from '../encoding/encoder.js';
import { type Answer, AnswerTable, agreementBetween, agreementWithin } from './answers.js';
import { type Classify, describeGroups, type MemberNumber } from './describe-groups.js';
import { embedTexts } from './embed-units.js';
import { groupUnits } from './group-units.js';
import { kindStatistics, mostBreaking } from './kind-statistics.js';
import type { GroupMember, Mining, QueryGroup } from './mining.js';
import { QueryTable } from './query-table.js';
import { readLog } from './read-log.js';
import { loadVectorIndex, neighborPairs } from './vector-index.js';
import { mergeWordings } from './wordings.js';

/** The log that is mined, and what decides which of its queries ask the same. */
export interface MineOptions {
  /** JSON lines of `LogRecord`. */
  readonly log: string;
  readonly encoder: SentenceEncoder;
  readonly classify: Classify;
  /** The same text for questions that differ in nothing but lexical kinds. */
  readonly canonical: (text: string) => string;
  /** Neighbors of a query that are looked at; default 10. */
  readonly neighbors?: number;
  /** Cosine similarity of every query of a group to its medoid, at least. */
  readonly similarity: number;
  /** ROUGE-L above which two answers agree; default 0.7. */
  readonly answerThreshold?: number;
  /** Of the intervals' resampling. */
  readonly seed: number;
  readonly progress?: Progress;
}

const EXAMPLES = 12;
const EXAMPLE_MEMBERS = 8;

/**
 * Groups the queries of a log that ask the same, and says by which kinds of rewording they differ.
 *
 * Memory, for n distinct queries of which m differ in canonical form, and d dimensions: about 100 bytes and the text for
 * each of n; for each of m, d bytes (8-bit rows), 2d + 150 bytes (the index) and up to 24 bytes for each of its neighbors;
 * and the answers to grouped queries, four of 4,000 characters at most each. The log itself is read twice and never held.
 *
 * @throws TOO_FEW_QUERIES for a log without two distinct queries; the errors of `readLog`; PACKAGE_MISSING, PLATFORM_UNSUPPORTED
 */
export async function mine(options: MineOptions): Promise<{ mining: Mining; groups: QueryGroup[] }> {
  const { encoder, classify, canonical, similarity, seed } = options;
  const { neighbors = 10, answerThreshold = 0.7, progress = silentProgress } = options;
  // Embedding a log can take hours; a package that is missing is told before.
  await loadVectorIndex();
  const { table, hasAnswers } = await countQueries(options.log);
  const count = table.texts.length;
  if (count < 2) throw new UnisonoError('TOO_FEW_QUERIES', { what: options.log, count, least: 2 });

  const units = mergeWordings(table, canonical);
  const texts = units.map(({ queries }) => table.texts[queries[0]!]!);
  const embedding = progress.task('embed', texts.length, 'queries');
  const store = await embedTexts(encoder, texts, (n) => embedding.advance(n));
  embedding.end();
  const indexing = progress.task('neighbors', 2 * texts.length, 'rows');
  const pairs = await neighborPairs(store, { k: neighbors, least: similarity }, (n) => indexing.advance(n));
  indexing.end();
  const joining = progress.task('group', pairs.a.length, 'pairs');
  const judge = {
    similarity: (a: number, b: number) => store.similarity(a, b),
    equivalent: (a: number, b: number) => !classify(texts[a]!, texts[b]!, store.similarity(a, b)).notEquivalent,
  };
  const grouping = groupUnits(units.length, pairs, similarity, judge, () => joining.advance());
  joining.end();
  const { groups: members, ejected } = describeGroups(grouping.groups, units, store, table, classify);
  const answers = hasAnswers ? await collectAnswers(options.log, table, members) : new AnswerTable();

  const groups = members.map((group, i) => describe(group, i, table, answers, answerThreshold));
  const same = sameWords(members, table, answers, answerThreshold);
  const kinds = kindStatistics(groups, same, seed);
  const mining: Mining = {
    log: { asked: table.asked, distinct: count, canonical: units.length, skipped: table.skipped },
    settings: { encoder: encoder.name, neighbors, similarity, answerThreshold, seed },
    groups: groups.length,
    grouped: {
      queries: groups.reduce((sum, group) => sum + group.members.length, 0),
      asked: groups.reduce((sum, group) => sum + group.count, 0),
    },
    checks: {
      pairs: pairs.a.length,
      judged: grouping.judged,
      refused: grouping.refused,
      ejected,
      answersNotKept: answers.dropped,
    },
    kinds,
    mostBreaking: mostBreaking(kinds),
    examples: [...groups]
      .sort((a, b) => b.count - a.count)
      .slice(0, EXAMPLES)
      .map((group) => ({ ...group, members: group.members.slice(0, EXAMPLE_MEMBERS) })),
  };
  return { mining, groups };
}

async function countQueries(log: string): Promise<{ table: QueryTable; hasAnswers: boolean }> {
  const table = new QueryTable();
  let hasAnswers = false;
  for await (const record of readLog(log)) {
    table.add(record);
    hasAnswers ||= record.answer !== undefined;
  }
  return { table, hasAnswers };
}

/** Reads the log again, for the answers to grouped queries alone. */
async function collectAnswers(log: string, table: QueryTable, groups: readonly MemberNumber[][]): Promise<AnswerTable> {
  const wanted = new Set(groups.flatMap((group) => group.map(({ query }) => query)));
  const answers = new AnswerTable();
  for await (const record of readLog(log)) {
    const query = table.numberOf(record.query);
    if (query !== undefined && wanted.has(query)) answers.add(query, record);
  }
  return answers;
}

function describe(
  group: readonly MemberNumber[],
  index: number,
  table: QueryTable,
  answers: AnswerTable,
  threshold: number,
): QueryGroup {
  const ofMedoid: readonly Answer[] = answers.of(group[0]!.query);
  const members = group.map(({ query, kinds, similarity }, i): GroupMember => {
    const answer = answers.usual(query);
    const agreement = i === 0 ? undefined : agreementBetween(ofMedoid, answers.of(query), threshold);
    return {
      text: table.texts[query]!,
      count: table.counts[query]!,
      kinds: [...kinds],
      similarity,
      ...dates(table, query),
      ...(answer !== undefined && { answer }),
      ...(agreement !== undefined && { agreement }),
    };
  });
  return { id: `g${index + 1}`, count: members.reduce((sum, { count }) => sum + count, 0), members };
}

function dates({ first, last }: QueryTable, query: number): { first?: string; last?: string } {
  if (Number.isNaN(first[query])) return {};
  return { first: new Date(first[query]!).toISOString(), last: new Date(last[query]!).toISOString() };
}

function sameWords(groups: readonly MemberNumber[][], table: QueryTable, answers: AnswerTable, threshold: number) {
  return groups.flatMap((members, group) =>
    members.flatMap(({ query }) => {
      const agreement = agreementWithin(answers.of(query), threshold);
      return agreement === undefined ? [] : [{ group, agreement, asked: table.counts[query]! }];
    }),
  );
}
