import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RandomStream, readJsonLines } from 'unisono/core';
import { QueryGroup } from 'unisono/mining';
import { wilsonInterval } from 'unisono/report';
import { z } from 'zod';
import { groupQuality, type PairCounts } from './mining/group-quality.js';

/**
 * Compares mined groups with the questions that the lines of a made log ask.
 *
 * npm run quality:mining -- --log log.jsonl --mined <folder of unisono mine> [--show 30]
 */
const { values } = parseArgs({
  options: { log: { type: 'string' }, mined: { type: 'string' }, show: { type: 'string', default: '0' } },
});
const { log, mined } = values;
if (log === undefined || mined === undefined) throw new Error('give --log and --mined');

const Line = z.object({ query: z.string(), question: z.string(), topic: z.string(), wording: z.number() });
const groups = readJsonLines(join(mined, 'groups.jsonl'), QueryGroup);
const { all, wordings, ...rest } = groupQuality(groups, readJsonLines(log, Line));
const share = (hits: number, of: number) => {
  const [low, high] = wilsonInterval(hits / of, of, 1.96);
  return `${(hits / of).toFixed(4)} of ${of} (${low.toFixed(4)} to ${high.toFixed(4)})`;
};
const scores = ({ together, same, both }: PairCounts) => ({
  precision: share(both, together),
  recall: share(both, same),
});
console.log(JSON.stringify({ ...rest, all: scores(all), wordings: scores(wordings) }, null, 1));
for (const { count, members } of new RandomStream(1, 'show').shuffle(groups).slice(0, Number(values.show))) {
  console.log(`\n${count} times, ${members.length} texts`);
  for (const { text, kinds, similarity } of members.slice(0, 6))
    console.log(`  ${similarity} ${kinds.join(',')} | ${text.slice(0, 160)}`);
}
