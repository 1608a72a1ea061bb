import { agrees } from '../../metrics/agreement-kinds.js';
import { score } from '../number-format.js';
import type { CarriedText, OutcomeView, PairView } from '../pair-view.js';
import { splitAt } from '../plain-text.js';
import { type DiffRun, wordDiff } from '../word-diff.js';
import { Figure, Name, OmittedNote } from './elements.js';

/** Characters of a text shown at first; the rest can be expanded. */
export const PREVIEW = 600;

function Rest({ rest, omitted }: { rest: string; omitted: number }) {
  if (rest === '') return omitted > 0 ? <OmittedNote omitted={omitted} /> : null;
  return (
    <details class="rest">
      <summary>{`${rest.length} more characters`}</summary>
      <bdi>{rest}</bdi>
      {omitted > 0 && <OmittedNote omitted={omitted} />}
    </details>
  );
}

function MarkedText({ runs, rest, omitted }: { runs: readonly DiffRun[]; rest: string; omitted: number }) {
  if (runs.length === 0) return <span class="note">empty</span>;
  return (
    <>
      <bdi>{runs.map(({ text, changed }) => (changed ? <mark>{text}</mark> : text))}</bdi>
      <Rest rest={rest} omitted={omitted} />
    </>
  );
}

/** Two texts in two cells, with differing words marked. */
function ComparedCells({ texts }: { texts: readonly [CarriedText, CarriedText] }) {
  const [left, right] = [splitAt(texts[0].text, PREVIEW), splitAt(texts[1].text, PREVIEW)];
  const diff = wordDiff(left[0], right[0]);
  return (
    <>
      <td>
        <MarkedText runs={diff.a} rest={left[1]} omitted={texts[0].omitted} />
      </td>
      <td>
        <MarkedText runs={diff.b} rest={right[1]} omitted={texts[1].omitted} />
      </td>
    </>
  );
}

/** Outcome of a pair in words. */
export function outcomeWords({ agreement, rightAnswers }: OutcomeView): string {
  const right =
    rightAnswers === 2 ? ', both right' : agrees(agreement) && rightAnswers !== null ? ', not both right' : '';
  return `${AGREEMENT_WORDS[agreement]}${right}`;
}

const AGREEMENT_WORDS = {
  same: 'identical',
  alike: 'consistent',
  different: 'not consistent',
  empty: 'an answer is empty',
} as const;

/** One pair: both questions, the reference, and each shown model's two answers side by side. */
export function PairCard({ pair, number }: { pair: PairView; number: number }) {
  const reference = splitAt(pair.reference.text, PREVIEW);
  return (
    <article class="pair" aria-labelledby={`pair-${number}`}>
      <h3 id={`pair-${number}`}>
        <span class="number">{number}</span> <Name value={pair.kind} />
        <span class="note">{pair.sameContexts ? 'same contexts' : 'different contexts'}</span>
      </h3>
      <table aria-labelledby={`pair-${number}`}>
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
          {pair.outcomes.map((outcome) => (
            <tr key={outcome.model}>
              <th scope="row">
                <Name value={outcome.model} />
                <span class="interval">
                  ROUGE-L <Figure value={outcome.rougeLBetween} text={score(outcome.rougeLBetween)} />
                </span>
                <span class="interval">{outcomeWords(outcome)}</span>
              </th>
              <ComparedCells texts={outcome.answers} />
            </tr>
          ))}
          <tr class="reference">
            <th scope="row">Reference</th>
            <td colSpan={2}>
              <bdi>{reference[0]}</bdi>
              <Rest rest={reference[1]} omitted={pair.reference.omitted} />
            </td>
          </tr>
        </tbody>
      </table>
    </article>
  );
}
