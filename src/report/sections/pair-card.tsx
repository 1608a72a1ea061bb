import { kindLabel } from '../names.js';
import { score } from '../number-format.js';
import { shownText } from '../plain-text.js';
import type { AnswerPair } from '../report-data.js';
import { type DiffRun, wordDiff } from '../word-diff.js';
import { Figure, Name, OmittedNote, Text } from './elements.js';

function MarkedText({ runs, omitted }: { runs: readonly DiffRun[]; omitted: number }) {
  if (runs.length === 0) return <span class="note">empty</span>;
  return (
    <>
      <bdi>{runs.map(({ text, changed }) => (changed ? <mark>{text}</mark> : text))}</bdi>
      {omitted > 0 && <OmittedNote omitted={omitted} />}
    </>
  );
}

/** Two texts in two cells, with the words that differ marked. */
function ComparedCells({ texts }: { texts: readonly [string, string] }) {
  const [left, right] = [shownText(texts[0]), shownText(texts[1])];
  const diff = wordDiff(left.text, right.text);
  return (
    <>
      <td>
        <MarkedText runs={diff.a} omitted={left.omitted} />
      </td>
      <td>
        <MarkedText runs={diff.b} omitted={right.omitted} />
      </td>
    </>
  );
}

/** One pair: both questions, the reference, and each model's two answers side by side. `kindIndex` is for the filter. */
export function PairCard(props: { pair: AnswerPair; models: readonly string[]; number: number; kindIndex: number }) {
  const { pair, models, number, kindIndex } = props;
  return (
    <article class="pair" data-kind={kindIndex} aria-labelledby={`pair-${number}`}>
      <h3 id={`pair-${number}`}>
        <span class="number">{number}</span> <Name value={kindLabel(pair.kind)} />
        <span class="note">{pair.sameContexts ? 'same contexts' : 'different contexts'}</span>
      </h3>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Question</th>
            <th scope="col">Reworded</th>
          </tr>
        </thead>
        <tbody>
          <tr class="asked">
            <th scope="row">Asked</th>
            <ComparedCells texts={[pair.question, pair.variant]} />
          </tr>
          {models.flatMap((model) => {
            const answers = pair.answers[model];
            const between = pair.rougeLBetween[model];
            if (!answers) return [];
            return (
              <tr key={model}>
                <th scope="row">
                  <Name value={model} />
                  {between !== undefined && (
                    <span class="interval">
                      <Figure value={between} text={score(between)} />
                    </span>
                  )}
                </th>
                <ComparedCells texts={answers} />
              </tr>
            );
          })}
          <tr class="reference">
            <th scope="row">Reference</th>
            <td colSpan={2}>
              <Text value={pair.reference} />
            </td>
          </tr>
        </tbody>
      </table>
    </article>
  );
}
