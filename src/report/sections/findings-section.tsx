import { headlineRows } from '../comparison.js';
import { buildFindings } from '../findings.js';
import { percent, wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { Section } from './elements.js';

/** Explains an empty list. */
function NothingFound({ data }: { data: ReportData }) {
  const { model } = headlineRows(data);
  const { low, high } = model.figures.rs;
  return (
    <p>
      No finding: no interval supports one. With {wholeNumber(model.pairs)} pairs the interval of RS spans{' '}
      {percent(high - low)} points; more questions make it narrower.
    </p>
  );
}

/** At most five findings in words. */
export function FindingsSection({ data }: { data: ReportData }) {
  const findings = buildFindings(data);
  return (
    <Section id="findings" title="Findings">
      {findings.length === 0 ? (
        <NothingFound data={data} />
      ) : (
        <ol class="findings">
          {findings.map(({ id, claim, evidence }) => (
            <li key={id}>
              <strong>{claim}</strong> {evidence}
            </li>
          ))}
        </ol>
      )}
      <p class="note">
        The list has only findings that their 95 % interval supports. Intervals are not corrected for the number of
        comparisons between models.
      </p>
    </Section>
  );
}
