// unisono against mergekit, interleaved in one run: wall time, peak memory, ratios.
//
// Build first, and install mergekit into a folder of its own (python -m venv /opt/mergekit; pip install mergekit). Then
//   npx vite-node bench/merge/against-mergekit.ts -- --mergekit /opt/mergekit/bin/mergekit-yaml --out bench-merge
// Options: --small (an eighth of the model), --runs 5, --methods dare_ties,ties, --cold (drops the file cache before every
// run; needs root), --threads 2 (of unisono, against its own single thread), --cpus 0 (pins both to a processor).
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { makeModels, SHAPE_40M, SHAPE_360M } from './models.js';

const { values: options } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    mergekit: { type: 'string', default: '/opt/mergekit/bin/mergekit-yaml' },
    out: { type: 'string', default: 'bench-merge' },
    methods: { type: 'string', default: 'dare_ties,ties,della,breadcrumbs,task_arithmetic,linear' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
    cpus: { type: 'string' },
    small: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
  },
});

const PARAMETERS: Readonly<Record<string, string>> = {
  dare_ties: '{density: 0.5}',
  ties: '{density: 0.5}',
  della: '{density: 0.5, epsilon: 0.15}',
  breadcrumbs: '{density: 0.7, gamma: 0.01}',
};

interface Measured {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const root = resolve(options.out);
mkdirSync(root, { recursive: true });
const folders = makeModels(root, options.small ? SHAPE_40M : SHAPE_360M, 3);

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

/** Runs a command to its end; its peak memory is the high-water mark that Linux keeps. */
function measure(command: readonly string[]): Promise<Measured> {
  if (options.cold) writeFileSync('/proc/sys/vm/drop_caches', '3');
  const pinned = options.cpus === undefined ? command : ['taskset', '-c', options.cpus, ...command];
  const start = performance.now();
  const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  const child = spawn(pinned[0]!, pinned.slice(1), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let [errors, peak] = ['', 0];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 10);
  return new Promise((resolveMeasured, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolveMeasured({ seconds: (performance.now() - start) / 1000, peakMegabytes: peak });
      else reject(new Error(`${pinned.join(' ')} ended with ${code}:\n${errors}`));
    });
  });
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function compare(method: string): Promise<string> {
  const config = configuration(method);
  const [ours, theirs]: [Measured[], Measured[]] = [[], []];
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [list, out, command] of [
      [ours, join(root, 'ours'), [process.execPath, 'dist/cli/main.js', 'merge', config]],
      [theirs, join(root, 'theirs'), [options.mergekit, config]],
    ] as const) {
      rmSync(out, { recursive: true, force: true });
      const flags = list === ours ? ['--threads', options.threads, '--quiet'] : ['--quiet'];
      list.push(await measure([...command, out, ...flags]));
    }
  }
  const [a, b] = [ours, theirs].map((list) => median(list.map(({ seconds }) => seconds))) as [number, number];
  const peak = (list: readonly Measured[]) => Math.max(...list.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0);
  return `| ${method} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${(b / a).toFixed(1)}x | ${peak(ours)} | ${peak(theirs)} |`;
}

/** GB/s of copying memory, and of reading it. */
function bandwidth(): { copy: number; read: number } {
  const source = new Float64Array(8 << 20).fill(1);
  const target = new Float64Array(source.length);
  const best = (work: () => void) => {
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    });
    return source.byteLength / 1e6 / Math.min(...times);
  };
  let sum = 0;
  const read = best(() => {
    for (let i = 0; i < source.length; i += 8) sum += source[i]!;
  });
  if (sum === 0) throw new Error('nothing was read');
  return { copy: best(() => target.set(source)), read };
}

const { copy, read } = bandwidth();
console.log(`memcpy ${copy.toFixed(1)} GB/s, reading a value per cache line ${read.toFixed(1)} GB/s`);
console.log('| method | unisono s | mergekit s | ratio | unisono MB | mergekit MB |');
console.log('|---|---|---|---|---|---|');
for (const method of options.methods.split(',')) console.log(await compare(method));
