import { withSection } from '../../tools/with-section.js';
import { type Results, SUBSETS } from '../runner/results.js';
import { causesTable, costTable, differencesTable, figuresTable } from './tables.js';

const TITLES = {
  human: 'Rewordings that people wrote',
  synthesised: 'Rewordings that rules made',
  all: 'All rewordings',
} as const;

/** The section of one table: how much was measured, figures by subset, and differences. */
export function section(results: Results): string {
  const [run] = results.runs;
  const seeds = results.runs.map(({ seed }) => seed).join(', ');
  const brackets =
    results.runs.length > 1 ? 'least and greatest of the seeds' : '95 % intervals, clustered by question';
  const head = `${run!.questions} test questions, seed${results.runs.length > 1 ? 's' : ''} ${seeds}; in brackets ${brackets}. RS: ROUGE-L above ${results.threshold}. BS: ${results.bertscore ?? 'not measured'}.`;
  const subsets = SUBSETS.filter((subset) => run!.subsets[subset]).map((subset) =>
    [
      `**${TITLES[subset]}**`,
      figuresTable(results, subset),
      ...(run!.subsets[subset]!.differences.length > 0 ? [differencesTable(results, subset)] : []),
    ].join('\n\n'),
  );
  return [head, ...subsets].join('\n\n');
}

/**
 * docs/results.md with the tables of these results, by name, between their marks; its prose stays. What the page has marks
 * for beside the tables, cost and causes, comes from the results of a ladder.
 */
export function resultsPage(page: string, results: ReadonlyMap<string, Results>): string {
  let written = page;
  for (const [name, each] of results) {
    written = withSection(written, name, section(each));
    const set = name.replace(/^ladder-/, '');
    if (set === name) continue;
    written = withSection(written, `cost-${set}`, costTable(each));
    written = withSection(written, `causes-${set}`, causesTable(each));
  }
  return written;
}
