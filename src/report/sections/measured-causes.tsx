import type { ModelCauses, Part } from '../../evaluation/causes/causes.js';
import { type Segment, shareBars } from '../charts/share-bars.js';
import { percent, score } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { ReportedRow } from '../report-data.js';
import { ChartFigure, Figure, FigureCell, FigureWithInterval, Legend, Name, ScrollingTable } from './elements.js';

const CAUSES = ['retriever', 'generator', 'noise', 'undivided'] as const;
type Cause = (typeof CAUSES)[number];
const NAMES: Readonly<Record<Cause, string>> = {
  retriever: 'retriever',
  generator: 'generator',
  noise: 'noise',
  undivided: 'retriever or generator',
};
const COLOURS: Readonly<Record<Cause, Segment['color']>> = {
  retriever: 'series-1',
  generator: 'accent',
  noise: 'series-0',
  undivided: 'series-3',
};

/** Inconsistency from a cause, and below it its share of the whole; each with its interval. */
function PartCell({ part }: { part: Part | null }) {
  if (!part) return <td class="not-measured">not measured</td>;
  const { share } = part;
  return (
    <td>
      <FigureWithInterval of={part} format={percent} />
      {share && (
        <span class="interval">
          share <Figure value={share.value} text={percent(share.value)} /> (
          <Figure value={share.low} text={percent(share.low)} />–
          <Figure value={share.high} text={percent(share.high)} />)
        </span>
      )}
    </td>
  );
}

function CausesTable({ causes }: { causes: readonly ModelCauses[] }) {
  const shown = CAUSES.filter((cause) => causes.some(({ rs }) => rs.parts[cause]));
  return (
    <ScrollingTable
      id="parts-caption"
      caption="Inconsistency (100 minus RS) and the points from each cause. Below: the cause's share of the whole in percent. All with 95 % intervals"
    >
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Inconsistent</th>
          {shown.map((cause) => (
            <th scope="col" key={cause}>
              {NAMES[cause]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {causes.map(({ model, rs }) => (
          <tr key={model} class={model === 'Merged' ? 'headline' : undefined}>
            <th scope="row">
              <Name value={model} />
            </th>
            <FigureCell of={rs.endToEnd} format={percent} missing="not measured" />
            {shown.map((cause) => (
              <PartCell key={cause} part={rs.parts[cause]} />
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

/** Similarity of the contexts of two wordings. Models with the same retriever share a line. */
function StabilityTable({ causes }: { causes: readonly ModelCauses[] }) {
  const lines = new Map<string, { models: string[]; retriever: NonNullable<ModelCauses['retriever']> }>();
  for (const { model, retriever } of causes) {
    if (!retriever) continue;
    const key = JSON.stringify(retriever);
    lines.set(key, { models: [...(lines.get(key)?.models ?? []), model], retriever });
  }
  if (lines.size === 0) return null;
  return (
    <ScrollingTable
      id="stability-caption"
      caption="Similarity of the contexts of a question and its rewording: pairs with the same set of contexts in percent, and three measures from 0 to 1. Below: 95 % intervals"
    >
      <thead>
        <tr>
          <th scope="col">Retriever of</th>
          <th scope="col">Same contexts, %</th>
          <th scope="col">Overlap</th>
          <th scope="col">Jaccard</th>
          <th scope="col" class="wrapped">
            Rank-biased overlap
          </th>
        </tr>
      </thead>
      <tbody>
        {[...lines.values()].map(({ models, retriever }) => (
          <tr key={models.join()}>
            <th scope="row">
              {models.length > 2 ? (
                `all ${models.length} models`
              ) : (
                <Name value={models.map((each) => shortName(each)).join(', ')} />
              )}
            </th>
            <FigureCell of={retriever.same} format={percent} missing="not measured" />
            <FigureCell of={retriever.overlap} format={score} missing="not measured" />
            <FigureCell of={retriever.jaccard} format={score} missing="not measured" />
            <FigureCell of={retriever.rbo} format={score} missing="not measured" />
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

function NotMeasured({ causes }: { causes: readonly ModelCauses[] }) {
  const notes = new Map<string, string[]>();
  for (const { model, notMeasured } of causes) {
    for (const { what, reason } of notMeasured) {
      const note = `${what} not measured, ${reason}.`;
      notes.set(note, [...(notes.get(note) ?? []), shortName(model)]);
    }
  }
  if (notes.size === 0) return null;
  return (
    <ul class="note">
      {[...notes].map(([note, models]) => (
        <li key={note}>
          <bdi>{models.join(', ')}</bdi>: {note}
        </li>
      ))}
    </ul>
  );
}

/** Retriever, generator and noise of the models with measured causes. */
export function MeasuredCauses({ rows }: { rows: readonly ReportedRow[] }) {
  const causes = rows.flatMap((row) => row.causes ?? []);
  if (causes.length === 0) return null;
  const segments = CAUSES.filter((cause) => causes.some(({ rs }) => rs.parts[cause])).map((cause) => ({
    name: NAMES[cause],
    color: COLOURS[cause],
    shares: causes.map(({ rs }) => Math.max(0, rs.parts[cause]?.value ?? 0)),
  }));
  return (
    <>
      <ChartFigure
        chart={shareBars(
          causes.map(({ model }) => model),
          segments,
          { id: 'shares', about: 'Inconsistency by cause' },
        )}
        legend={<Legend entries={segments.map(({ name, color }) => ({ name, swatch: 'bar', color }))} />}
        caption="Inconsistent pairs as a share of all pairs, by cause. Retriever: different contexts. Generator: different wording with the same contexts. Noise: the same question asked again. Negative parts are not drawn."
      />
      <CausesTable causes={causes} />
      <StabilityTable causes={causes} />
      <NotMeasured causes={causes} />
    </>
  );
}
