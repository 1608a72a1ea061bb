import { amount, byteSize, duration } from '../number-format.js';
import type { StageCost } from '../report-data.js';
import { Figure, Name, ScrollingTable, Section } from './elements.js';

/** Stages that belong together, by the part of their name before the slash. */
function kindOf({ stage }: StageCost): string {
  return stage.split('/')[0]!;
}

function Cell({ value, text }: { value: number | null; text: (value: number) => string }) {
  if (value === null) return <td class="not-measured">–</td>;
  return (
    <td>
      <Figure value={value} text={text(value)} />
    </td>
  );
}

/** Sum of the known values; null if there are none. */
function sum(costs: readonly StageCost[], field: 'seconds' | 'tokens' | 'flops'): number | null {
  const known = costs.flatMap((cost) => cost[field] ?? []);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function CostRow({ cost, name, total = false }: { cost: StageCost; name: string; total?: boolean }) {
  return (
    <tr class={total ? 'headline' : undefined}>
      <th scope="row">
        <Name value={name} />
      </th>
      <Cell value={cost.seconds} text={duration} />
      <Cell value={cost.peakBytes} text={byteSize} />
      <Cell value={cost.tokens} text={amount} />
      <Cell value={cost.flops} text={amount} />
    </tr>
  );
}

/** Stages in groups: trainings and answers of all models together first, then one by one. */
export function CostSection({ costs }: { costs: readonly StageCost[] }) {
  if (costs.length === 0) {
    return (
      <Section id="cost" title="Cost">
        <p>This run recorded no costs.</p>
      </Section>
    );
  }
  const total = (name: string, parts: readonly StageCost[]): StageCost => {
    const peaks = parts.flatMap(({ peakBytes }) => peakBytes ?? []);
    return {
      stage: name,
      seconds: sum(parts, 'seconds'),
      peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
      tokens: sum(parts, 'tokens'),
      flops: sum(parts, 'flops'),
    };
  };
  const groups = [...new Set(costs.map(kindOf))].map((kind) => costs.filter((cost) => kindOf(cost) === kind));
  const head = (
    <thead>
      <tr>
        <th scope="col">Stage</th>
        <th scope="col">Time</th>
        <th scope="col">Peak memory</th>
        <th scope="col">Tokens</th>
        <th scope="col">FLOPs, computed</th>
      </tr>
    </thead>
  );
  return (
    <Section id="cost" title="Cost">
      <ScrollingTable id="cost-caption" caption="Time, memory, tokens and FLOPs by stage">
        {head}
        <tbody>
          {groups.map((parts) => {
            const name = kindOf(parts[0]!);
            return (
              <CostRow
                key={name}
                cost={total(name, parts)}
                name={parts.length > 1 ? `${name}, ${parts.length} models` : parts[0]!.stage}
              />
            );
          })}
          <CostRow cost={total('all', costs)} name="all stages" total />
        </tbody>
      </ScrollingTable>
      {groups.some((parts) => parts.length > 1) && (
        <details>
          <summary>Every single stage</summary>
          <ScrollingTable
            id="cost-stages-caption"
            caption="Time, memory, tokens and FLOPs of each training and of each model's answers"
          >
            {head}
            <tbody>
              {costs.map((cost) => (
                <CostRow key={cost.stage} cost={cost} name={cost.stage} />
              ))}
            </tbody>
          </ScrollingTable>
        </details>
      )}
      <p class="note">
        Time is measured per stage; stages run in parallel, so the run took less than their sum. Memory is the largest
        resident memory of the whole process while the stage ran; parallel stages share it. FLOPs are computed from the
        model's shape and the tokens (2 per weight and token forward, 6 in training, 4 in that of an adapter, attention
        scores left out), not measured. A dash means: not recorded, or the stage runs no model.
      </p>
    </Section>
  );
}
