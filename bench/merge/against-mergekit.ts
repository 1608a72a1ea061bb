// unisono against mergekit in one run by turns, one thread each: wall time, peak memory, ratios, share of the machine's
// bandwidth. A base and three fine-tuned bfloat16 models of SmolLM2-360M's shape.
// Run: npm run build && npx vite-node bench/merge/against-mergekit.ts
// mergekit is set up in .cache; UNISONO_BENCH_PYTHON names a Python that has it. Options: --small (a tenth of the model),
// --runs 5, --methods dare_ties,ties, --cold (also with the inputs out of the file cache), --cpu 0 (pins single threads),
// --out <folder>. Every run is appended to <folder>/results.jsonl and the table covers all of them, so that a long
// series can be made in parts; delete the file to begin anew.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compileKernel } from '../../tools/compile-kernel.js';
import { benchPython } from '../python.js';
import { bandwidth } from './bandwidth.js';
import { dropFromCache, type Measured, measure } from './measure.js';
import { makeModels, SHAPE_40M, SHAPE_360M } from './models.js';
import { threadScaling } from './thread-scaling.js';

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    out: { type: 'string', default: new URL('../../.cache/bench-merge', import.meta.url).pathname },
    methods: { type: 'string', default: 'dare_ties,ties,della,breadcrumbs,task_arithmetic,linear' },
    runs: { type: 'string', default: '5' },
    cpu: { type: 'string' },
    small: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
    'only-unisono': { type: 'boolean', default: false },
  },
});

const PARAMETERS: Readonly<Record<string, string>> = {
  dare_ties: '{density: 0.5}',
  ties: '{density: 0.5}',
  della: '{density: 0.5, epsilon: 0.15}',
  breadcrumbs: '{density: 0.7, gamma: 0.01}',
};

/** Who ran: with the inputs in the file cache, or out of it (cold); with the result flushed to the disk, or as mergekit. */
const VARIANTS = [
  'unisono',
  'unisono, no sync',
  'unisono, 2 threads',
  'unisono, 2 threads, no sync',
  'mergekit',
  'unisono, cold',
  'mergekit, cold',
] as const;
type Variant = (typeof VARIANTS)[number];

interface Run extends Measured {
  readonly method: string;
  readonly variant: Variant;
}

const python = benchPython(['mergekit==0.1.5']);
const shape = options.small ? SHAPE_40M : SHAPE_360M;
const root = resolve(options.out, shape.name);
mkdirSync(root, { recursive: true });
const folders = makeModels(root, shape, 3);
const results = join(root, 'results.jsonl');

function configuration(method: string): string {
  const [base, ...tuned] = folders;
  const entry = (model: string) => `  - {model: ${model}, parameters: {weight: 0.5}}`;
  const lines = [
    `merge_method: ${method}`,
    ...(method === 'linear' ? [] : [`base_model: ${base}`]),
    'models:',
    ...(method === 'linear' ? folders : tuned).map(entry),
    ...(PARAMETERS[method] ? [`parameters: ${PARAMETERS[method]}`] : []),
    'dtype: bfloat16',
    '',
  ];
  const path = join(root, `${method}.yml`);
  writeFileSync(path, lines.join('\n'));
  return path;
}

async function run(method: string, variant: Variant): Promise<void> {
  const out = join(root, 'merged');
  rmSync(out, { recursive: true, force: true });
  if (variant.endsWith('cold')) folders.forEach(dropFromCache);
  const config = configuration(method);
  const two = variant.includes('2 threads');
  const flags = variant.includes('no sync') ? ['--no-sync'] : [];
  const command = variant.startsWith('unisono')
    ? [process.execPath, 'dist/cli/main.js', 'merge', config, out, '--threads', two ? '2' : '1', '--quiet', ...flags]
    : [join(dirname(python), 'mergekit-yaml'), config, out, '--quiet'];
  const measured = await measure(command, two ? undefined : options.cpu);
  rmSync(out, { recursive: true, force: true });
  appendFileSync(results, `${JSON.stringify({ method, variant, ...measured } satisfies Run)}\n`);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function table(): string {
  const lines = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
  const runs = lines.map((line) => JSON.parse(line) as Run);
  const methods = [...new Set(runs.map(({ method }) => method))];
  const head = ['method', 'who', 'runs', 'seconds: median (least to most)', 'mergekit takes', 'peak MB', 'GB/s'];
  const rows = methods.flatMap((method) =>
    VARIANTS.flatMap((variant) => {
      const own = runs.filter((one) => one.method === method && one.variant === variant);
      if (own.length === 0) return [];
      const seconds = own.map((one) => one.seconds);
      const peer = variant.endsWith('cold') ? 'mergekit, cold' : 'mergekit';
      const theirs = runs.filter((one) => one.method === method && one.variant === peer).map((one) => one.seconds);
      const ratio = variant === peer || theirs.length === 0 ? '' : `${(median(theirs) / median(seconds)).toFixed(1)}x`;
      const spread = `${median(seconds).toFixed(2)} (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)})`;
      const peak = Math.max(...own.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0);
      const models = method === 'linear' ? folders.length : 4;
      const bytes = statSync(join(folders[0]!, 'model.safetensors')).size * (models + 1);
      return [[method, variant, own.length, spread, ratio, peak, (bytes / 1e9 / median(seconds)).toFixed(2)]];
    }),
  );
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

for (let turn = 0; turn < Number(options.runs); turn++) {
  for (const method of options.methods.split(',')) {
    for (const variant of VARIANTS) {
      if (variant.endsWith('cold') && !options.cold) continue;
      if (variant.startsWith('mergekit') && options['only-unisono']) continue;
      await run(method, variant);
    }
  }
}
const { copy, read, file } = bandwidth(join(folders[0]!, 'model.safetensors'));
console.log(
  `One thread copies ${copy.toFixed(1)}, reads ${read.toFixed(1)}, reads cached files at ${file.toFixed(1)} GB/s.`,
);
console.log(`Two threads do ${(await threadScaling(await compileKernel())).toFixed(2)} times the arithmetic of one.`);
console.log('GB/s of a merge are those of inputs and output together, the start of the process included.\n');
console.log(table());
