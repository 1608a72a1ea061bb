import { findDifference, headlineRows } from '../comparison.js';
import { percent, score, signedPoints, signedScore } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { Difference, ReportData, ReportedRow } from '../report-data.js';
import { buildVerdict } from '../verdict.js';
import { Figure, Section } from './elements.js';

type HeadlineMetric = 'rs' | 'bothRight' | 'rougeL' | 'em';

const HEADLINES: readonly { metric: HeadlineMetric; label: string; share: boolean }[] = [
  { metric: 'rs', label: 'Consistent (RS)', share: true },
  { metric: 'bothRight', label: 'Both answers right', share: true },
  { metric: 'rougeL', label: 'Accuracy (ROUGE-L)', share: false },
  { metric: 'em', label: 'Same word for word (EM)', share: true },
];

function Change({ difference, share }: { difference: Difference | undefined; share: boolean }) {
  if (!difference) return null;
  const format = share ? signedPoints : signedScore;
  return (
    <>
      {', '}
      <Figure value={difference.difference} text={format(difference.difference)} />
      {share ? ' points' : ''} (<Figure value={difference.low} text={format(difference.low)} />
      {'\u00a0to\u00a0'}
      <Figure value={difference.high} text={format(difference.high)} />)
    </>
  );
}

/** The four figures that the verdict rests on, each beside the base model's. */
function KeyFigures({ data, model, base }: { data: ReportData; model: ReportedRow; base: ReportedRow | undefined }) {
  return (
    <dl class="key-figures">
      {HEADLINES.map(({ metric, label, share }) => {
        const format = share ? percent : score;
        const unit = share ? '\u00a0%' : '';
        return (
          <div key={metric}>
            <dt>{label}</dt>
            <dd>
              <strong>
                <Figure value={model[metric]} text={format(model[metric])} />
                {unit}
              </strong>
              {base && (
                <span>
                  <bdi>{shortName(base.model)}</bdi> <Figure value={base[metric]} text={format(base[metric])} />
                  {unit}
                  <Change difference={findDifference(data, model.model, base.model, metric)} share={share} />
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The verdict in one sentence and the figures that it rests on. */
export function VerdictSection({ data }: { data: ReportData }) {
  const { model, base } = headlineRows(data);
  return (
    <Section id="verdict" title="Verdict">
      <p class="verdict">{buildVerdict(data).sentence}</p>
      <KeyFigures data={data} model={model} base={base} />
    </Section>
  );
}
