import type { KindStatistics, Mining, QueryGroup } from '../../mining/mining.js';
import { kindLabel } from '../../variation/kind-names.js';
import { percent, wholeNumber } from '../number-format.js';
import { Figure, FigureWithInterval, Name, ScrollingTable, Section, Text } from './elements.js';

/** Number of groups shown, the most frequent first. */
const SHOWN = 5;

function KindRow({ kind, wordings, asked, share, answered, consistency }: KindStatistics) {
  return (
    <tr>
      <th scope="row">
        <Name value={kindLabel(kind)} />
      </th>
      <td>
        <Figure value={wordings} text={wholeNumber(wordings)} />
      </td>
      <td>
        <Figure value={asked} text={wholeNumber(asked)} />
      </td>
      <td>
        <Figure value={share} text={percent(share)} />
      </td>
      {consistency ? (
        <td>
          <FigureWithInterval of={consistency} format={percent} />
        </td>
      ) : (
        <td class="not-measured">no answers</td>
      )}
      <td>
        <Figure value={answered} text={wholeNumber(answered)} />
      </td>
    </tr>
  );
}

function Group({ group }: { group: QueryGroup }) {
  return (
    <li>
      <ul>
        {group.members.map(({ text, count, kinds }) => (
          <li key={text}>
            <Text value={text} limit={200} />{' '}
            <span class="note">
              {wholeNumber(count)} times{kinds.length > 0 ? '; ' : ''}
              {kinds.map((kind) => kindLabel(kind)).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** Rewordings in a mined log: kinds by traffic, agreement of answers, the largest groups. */
export function MiningSection({ mining }: { mining: Mining | undefined }) {
  if (!mining) return null;
  const { log, grouped, groups, kinds, examples } = mining;
  return (
    <Section id="mining" title="How users reword">
      <p>
        Of {wholeNumber(log.asked)} queries of the log, {wholeNumber(grouped.asked)} belong to one of{' '}
        {wholeNumber(groups)} questions that were asked in {wholeNumber(grouped.queries)} wordings.
      </p>
      <ScrollingTable
        id="mining-caption"
        caption="Rewordings by kind, compared with the most frequent wording of each question. A rewording can be of several kinds. Answers agree if their ROUGE-L is above the threshold; with 95 % intervals"
      >
        <thead>
          <tr>
            {['Kind', 'Wordings', 'Times asked', 'Share, %', 'Answers agree, %', 'With answers'].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <KindRow key={kind.kind} {...kind} />
          ))}
        </tbody>
      </ScrollingTable>
      <h3>Most asked questions</h3>
      <ol>
        {examples.slice(0, SHOWN).map((group) => (
          <Group key={group.id} group={group} />
        ))}
      </ol>
    </Section>
  );
}
