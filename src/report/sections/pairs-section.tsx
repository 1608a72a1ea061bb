import { headlineRows } from '../comparison.js';
import { wholeNumber } from '../number-format.js';
import { selectPairs } from '../pair-filter.js';
import type { PairTable } from '../pair-rows.js';
import { pairTable, tableJson } from '../pair-table.js';
import { pairView } from '../pair-view.js';
import type { ReportData } from '../report-data.js';
import { Section } from './elements.js';
import { PairCard, PREVIEW } from './pair-card.js';

/** Pairs that the page shows without its script, and in print. */
export const STATIC_PAIRS = 10;

/** The worst pairs of the headline model, for readers without scripts. */
function StaticPairs({ table, model, base }: { table: PairTable; model: number; base: number }) {
  const shown = [base, model].filter((index) => index >= 0);
  const query = { model, kind: -1, outcome: 'all', text: '', searched: [], order: 'worst' } as const;
  return selectPairs(table, query)
    .slice(0, STATIC_PAIRS)
    .map((at, index) => <PairCard key={at} pair={pairView(table, at, shown)} number={index + 1} />);
}

/** Every pair of the run. The page carries them as data; its script makes a browser of them. */
export function PairsSection({ data }: { data: ReportData }) {
  if (data.pairs.length === 0) {
    return (
      <Section id="pairs" title="Pairs">
        <p>No pairs were recorded.</p>
      </Section>
    );
  }
  const ladder = data.ladder.rows.map(({ model }) => model);
  const table = pairTable(data.pairs, ladder);
  const headline = headlineRows(data);
  const model = Math.max(0, table.models.indexOf(headline.model.model));
  const base = headline.base ? table.models.indexOf(headline.base.model) : -1;
  return (
    <Section id="pairs" title="Pairs">
      <p class="note">
        All {wholeNumber(data.pairs.length)} pairs of a question and its rewording, least agreement first. Words that
        differ between the two wordings are marked. ROUGE-L compares a model's two answers. Texts are shown up to{' '}
        {PREVIEW} characters; longer ones can be expanded.
      </p>
      <div id="pair-browser" data-model={model} data-base={base}>
        <StaticPairs table={table} model={model} base={base} />
      </div>
      <noscript>
        <p class="note">Allow scripts to search and filter all pairs here.</p>
      </noscript>
      <script id="pair-data" type="application/json" dangerouslySetInnerHTML={{ __html: tableJson(table) }} />
    </Section>
  );
}
