import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from '../test/fuzz/fuzz.js';

/**
 * `npm run fuzz -- [--seconds 60] [--seed N]`: damages safetensors files, GGUF files, configs and indexes at random and
 * reads them. Exit code 1 if one crashes or takes memory or time without bounds; its input is kept. Every run has another
 * seed unless it is given one.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
});
const folder = mkdtempSync(join(tmpdir(), 'unisono-fuzz-'));
const seed = Number(values.seed);
const result = await fuzz({ folder, seed, milliseconds: Number(values.seconds) * 1000 });
console.log(`seed ${seed}: ${result.rounds} rounds, memory grew by ${Math.round(result.growth / 2 ** 20)} MiB`);
console.log(
  Object.entries(result.outcomes)
    .map(([code, count]) => `  ${code} ${count}`)
    .join('\n'),
);
for (const fault of result.faults) console.error(fault);
if (result.faults.length === 0) rmSync(folder, { recursive: true });
process.exitCode = result.faults.length === 0 ? 0 : 1;
