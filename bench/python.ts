import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = new URL('../.cache/bench-python/', import.meta.url).pathname;

/**
 * A Python with the packages that a benchmark compares with, in a folder of its own; UNISONO_BENCH_PYTHON names one that
 * has them already.
 */
export function benchPython(packages: readonly string[]): string {
  const given = process.env.UNISONO_BENCH_PYTHON;
  if (given) return given;
  const python = join(FOLDER, 'bin', 'python');
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'inherit' });
  if (!existsSync(python)) {
    mkdirSync(FOLDER, { recursive: true });
    run('python3', '-m', 'venv', FOLDER);
  }
  run(python, '-m', 'pip', 'install', '--quiet', ...packages);
  return python;
}
