import { kindLabel } from '../names.js';
import { wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { PAIRS_PER_KIND, worstPairs } from '../worst-pairs.js';
import { Name, Section } from './elements.js';
import { PairCard } from './pair-card.js';

/** Models of the answers, in the order of the ladder, others behind in the order of their first pair. */
function answeringModels(data: ReportData): string[] {
  const found = new Set(data.pairs.flatMap(({ answers }) => Object.keys(answers)));
  const known = data.ladder.rows.map(({ model }) => model).filter((model) => found.has(model));
  return [...new Set([...known, ...found])];
}

/** The pairs whose answers agree least, worst first, with a filter by kind that needs the script. */
export function PairsSection({ data }: { data: ReportData }) {
  if (data.pairs.length === 0) {
    return (
      <Section id="pairs" title="Worst pairs">
        <p>No pairs were recorded.</p>
      </Section>
    );
  }
  const { pairs, counts } = worstPairs(data.pairs);
  if (pairs.length === 0) {
    return (
      <Section id="pairs" title="Worst pairs">
        <p>In all {wholeNumber(data.pairs.length)} recorded pairs the two answers are identical.</p>
      </Section>
    );
  }
  const kinds = counts.map(({ kind }) => kind);
  const models = answeringModels(data);
  const cut = counts.some(({ shown, total }) => shown < total);
  return (
    <Section id="pairs" title="Worst pairs">
      <p class="note">
        {wholeNumber(pairs.length)} of {wholeNumber(data.pairs.length)} recorded pairs, those whose answers agree least
        first{cut ? `, at most ${PAIRS_PER_KIND} of a kind` : ''}. Words that differ are marked; the figure beside a
        model is the ROUGE-L between its two answers.
      </p>
      {kinds.length > 1 && (
        <fieldset id="kind-filter" class="filter" hidden>
          <legend>Kind of rewording</legend>
          <label>
            <input type="radio" name="kind" value="all" checked />
            <span>
              all <small>{pairs.length}</small>
            </span>
          </label>
          {counts.map(({ kind, shown }, index) => (
            <label key={kind}>
              <input type="radio" name="kind" value={String(index)} />
              <span>
                <Name value={kindLabel(kind)} /> <small>{shown}</small>
              </span>
            </label>
          ))}
          <p id="filter-status" class="visually-hidden" role="status" />
        </fieldset>
      )}
      <div id="pair-list">
        {pairs.map((pair, index) => (
          <PairCard
            key={`${index}`}
            pair={pair}
            models={models}
            number={index + 1}
            kindIndex={kinds.indexOf(pair.kind)}
          />
        ))}
      </div>
    </Section>
  );
}
