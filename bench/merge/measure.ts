import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** Time and memory of a command. */
export interface Measured {
  readonly seconds: number;
  /** Peak resident memory, as recorded by Linux. */
  readonly peakMegabytes: number;
}

/** Runs a command to its end, pinned to processor `cpu` if given. */
export function measure(command: readonly string[], cpu?: string): Promise<Measured> {
  const [program, ...args] = cpu === undefined ? command : ['taskset', '-c', cpu, ...command];
  const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  const start = performance.now();
  const child = spawn(program!, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let [errors, peakMegabytes] = ['', 0];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMegabytes = Math.max(peakMegabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 10);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, peakMegabytes });
      else reject(new Error(`${command.join(' ')} ended with ${code}:\n${errors}`));
    });
  });
}

/** Evicts only a model's files from the system's cache. */
export function dropFromCache(folder: string): void {
  for (const name of readdirSync(folder)) {
    const { status, stderr } = spawnSync('dd', [`if=${join(folder, name)}`, 'iflag=nocache', 'count=0'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`dd could not drop ${name} from the cache: ${stderr}`);
  }
}
