import { stringify } from 'yaml';
import { compactNumber, wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { ScrollingTable, Section, Text } from './elements.js';

/** Settings longer than this are cut. */
const SETTINGS_LIMIT = 60_000;

/** Command, settings and hashes of the run: enough to repeat it and to compare the results. */
export function ProvenanceSection({ data }: { data: ReportData }) {
  const hashes = Object.entries(data.hashes);
  return (
    <Section id="made" title="How it was made">
      <dl class="facts">
        <dt>Command</dt>
        <dd>
          <code>
            <Text value={data.command} />
          </code>
        </dd>
        <dt>Version</dt>
        <dd>
          <Text value={data.version} limit={120} />
        </dd>
        <dt>Seed</dt>
        <dd>{data.seed}</dd>
        <dt>Encoder</dt>
        <dd>
          <Text value={data.encoder} limit={300} />
        </dd>
        <dt>RS threshold</dt>
        <dd>ROUGE-L above {compactNumber(data.ladder.threshold)}</dd>
        <dt>Data</dt>
        <dd>
          {wholeNumber(data.dataset.articles)} articles, {wholeNumber(data.dataset.trainQuestions)} training and{' '}
          {wholeNumber(data.dataset.testQuestions)} test questions, {wholeNumber(data.dataset.pairs)} test pairs
        </dd>
      </dl>
      {hashes.length > 0 && (
        <ScrollingTable id="hashes-caption" caption="SHA-256 of the run's files">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="word">
                SHA-256
              </th>
            </tr>
          </thead>
          <tbody>
            {hashes.map(([artifact, hash]) => (
              <tr key={artifact}>
                <th scope="row">
                  <Text value={artifact} limit={200} />
                </th>
                <td class="word hash">
                  <code>
                    <Text value={hash} limit={200} />
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollingTable>
      )}
      <details>
        <summary>Settings</summary>
        <pre>
          <Text value={stringify(data.settings)} limit={SETTINGS_LIMIT} />
        </pre>
      </details>
    </Section>
  );
}
