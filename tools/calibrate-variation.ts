import { parseArgs } from 'node:util';
import { DEFAULT_THRESHOLD } from 'unisono/variation';
import { bestThreshold, readMqp, scoreThreshold } from './variation/calibrate.js';

/**
 * Finds the threshold of paraphrases on one half of mqp_pairs and scores it on the other.
 *
 * npm run calibrate:variation -- --data <public data sets> --encoder <all-MiniLM-L6-v2> [--items 300]
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, encoder: { type: 'string' }, items: { type: 'string' } },
});
const { data, encoder, items } = values;
if (data === undefined || encoder === undefined) throw new Error('give --data and --encoder');
const [development, test] = await readMqp(data, encoder, items === undefined ? undefined : Number(items));
const best = bestThreshold(development);
console.log(
  JSON.stringify(
    { development: best, test: scoreThreshold(test, best.threshold), default: scoreThreshold(test, DEFAULT_THRESHOLD) },
    null,
    1,
  ),
);
