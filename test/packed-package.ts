import { type ExecFileOptions, execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './cli.js';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Packages that an installation has beside unisono only if somebody asks for them. */
export const OPTIONAL = ['onnxruntime-node', 'usearch'];

/** A scratch folder with no node_modules in any folder above it, where Node.js would find packages that are not installed. */
export function folderWithoutPackages(): string {
  const above = (folder: string): string[] =>
    dirname(folder) === folder ? [folder] : [folder, ...above(dirname(folder))];
  const candidates = [tmpdir(), '/var/tmp', homedir()];
  const clean = candidates.find(
    (each) => existsSync(each) && !above(each).some((up) => existsSync(join(up, 'node_modules'))),
  );
  if (!clean)
    throw new Error(`a node_modules folder lies above each of ${candidates.join(', ')}: set TMPDIR to another place`);
  return mkdtempSync(join(clean, 'unisono-package-'));
}

export interface Tarball {
  readonly path: string;
  /** What it holds. */
  readonly files: readonly string[];
}

/**
 * Copies what git would clone of the working tree into `folder`, without a build, and packs it there as `npm pack` does.
 *
 * @param packages the node_modules of the clone
 */
export function packCleanClone(folder: string, packages = join(ROOT, 'node_modules')): Tarball {
  const clone = join(folder, 'clone');
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of list.toString().split('\0').filter(Boolean)) {
    if (/\/fixtures\/|^(?:test|experiments|docs\/figures)\//.test(file)) continue;
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(ROOT, file), join(clone, file));
  }
  symlinkSync(packages, join(clone, 'node_modules'));
  // npm puts what the build says before the result.
  const said = execFileSync('npm', ['pack', '--json', '--offline', '--foreground-scripts=false'], {
    cwd: clone,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const [packed] = JSON.parse(said.slice(said.search(/^\[$/m)));
  return { path: join(clone, packed.filename), files: packed.files.map(({ path }: { path: string }) => path) };
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Unpacks the tarball where npm would, beside links to the packages that npm would install with it: no development ones. */
export function installBeside(folder: string, tarball: Tarball, optional: readonly string[] = []): string {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'unisono');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', tarball.path, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const locked: Record<string, LockedPackage> = JSON.parse(
    readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
  ).packages;
  const needed = new Set([...Object.keys(dependencies), ...optional]);
  for (const name of needed) {
    for (const other of Object.keys(locked[`node_modules/${name}`]?.dependencies ?? {})) needed.add(other);
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  return installed;
}

/** Runs a program without blocking this process, which may serve it. */
export function runIn(cwd: string, program: string, args: readonly string[]): Promise<Outcome> {
  const options: ExecFileOptions = { cwd, env: { ...process.env, DEBUG: '', NO_COLOR: '1' }, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(program, args, { ...options, encoding: 'utf8' }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, signal: error?.signal ?? null, out, err });
    });
  });
}
