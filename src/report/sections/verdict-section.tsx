import { findDifference, headlineRows } from '../comparison.js';
import { differenceFormat, isShare, metricFormat, metricTitle } from '../names.js';
import { shortName } from '../plain-text.js';
import type { Difference, ReportData, ReportedRow } from '../report-data.js';
import { buildVerdict } from '../verdict.js';
import { Figure, Section } from './elements.js';

/** Figures behind the verdict. */
const HEADLINES = ['rs', 'bothRight', 'rougeL', 'em'] as const;

function Change({ difference }: { difference: Difference | undefined }) {
  if (!difference) return null;
  const { metric, value, low, high } = difference;
  const format = differenceFormat(metric);
  return (
    <>
      {', '}
      <Figure value={value} text={format(value)} />
      {isShare(metric) ? ' points' : ''} (<Figure value={low} text={format(low)} />
      {'\u00a0to\u00a0'}
      <Figure value={high} text={format(high)} />)
    </>
  );
}

/** The four figures behind the verdict, each next to the base model's. */
function KeyFigures({ data, model, base }: { data: ReportData; model: ReportedRow; base: ReportedRow | undefined }) {
  return (
    <dl class="key-figures">
      {HEADLINES.map((metric) => {
        const [format, unit] = [metricFormat(metric), isShare(metric) ? '\u00a0%' : ''];
        const { value } = model.figures[metric];
        const before = base?.figures[metric].value;
        return (
          <div key={metric}>
            <dt>{metricTitle(metric)}</dt>
            <dd>
              <strong>
                <Figure value={value} text={format(value)} />
                {unit}
              </strong>
              {base && before !== undefined && (
                <span>
                  <bdi>{shortName(base.model)}</bdi> <Figure value={before} text={format(before)} />
                  {unit}
                  <Change difference={findDifference(data, model.model, base.model, metric)} />
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The verdict in one sentence and its figures. */
export function VerdictSection({ data }: { data: ReportData }) {
  const { model, base } = headlineRows(data);
  return (
    <Section id="verdict" title="Verdict">
      <p class="verdict">{buildVerdict(data).sentence}</p>
      <KeyFigures data={data} model={model} base={base} />
    </Section>
  );
}
