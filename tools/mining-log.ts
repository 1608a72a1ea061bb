import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { knownQuestions } from './mining/known-questions.js';
import { traffic } from './mining/traffic.js';

/**
 * Writes a query log like those of a help desk, of public questions, with the question that each line asks.
 *
 * npm run log:mining -- --data <public data sets> --lines 100000 [--distinct] [--seed 1] --out log.jsonl
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    lines: { type: 'string', default: '100000' },
    distinct: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const { data, out } = values;
if (data === undefined || out === undefined) throw new Error('give --data and --out');

const questions = knownQuestions(data, 'src/variation/fixtures/natural-pairs-corrections.jsonl');
const file = createWriteStream(out);
const owners = new Map<string, string>();
let written = 0;
for (const line of traffic(questions, Number(values.seed))) {
  // A text that two questions were changed into belongs to the first.
  const owner = owners.get(line.query);
  if (owner !== undefined && (values.distinct || owner !== line.question)) continue;
  owners.set(line.query, line.question);
  if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
  if (++written === Number(values.lines)) break;
}
file.end();
await once(file, 'finish');
const wordings = questions.reduce((sum, { texts }) => sum + texts.length, 0);
console.log(JSON.stringify({ questions: questions.length, wordings, lines: written, distinct: owners.size }));
