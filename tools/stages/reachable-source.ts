import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Module, readModule, shortHash } from './module.js';

/** Sources of a stage: hash by file, and the packages used. */
export interface ReachableSource {
  /** By path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  readonly packages: ReadonlySet<string>;
}

/**
 * Built files that sources refer to, and what they are built from (the `build` scripts of package.json): a module, or a
 * folder of AssemblyScript, which only its own compiler can read and whose files count as they are.
 */
const BUILT_FROM: Readonly<Record<string, string>> = {
  'src/merging/kernels/merge.wasm': 'src/merging/kernels/assembly',
  'dist/report/client/browser.js': 'src/report/client/main.tsx',
};

/** A file and the names requested from it; undefined for all. */
type Asked = readonly [path: string, names: readonly string[] | undefined];

/** Finds what modules reach by their imports; every module is read once. */
export class SourceReader {
  private readonly modules = new Map<string, Promise<Module>>();

  /** @param root of the repository, which files are named from */
  constructor(private readonly root: string) {}

  /**
   * Everything that the entries reach: modules, workers, built files by their sources, packages. Of a module that only
   * re-exports others, such as a folder's index.ts, unrequested names do not count.
   *
   * @param entries paths from the root
   * @throws Error for a missing file, and the errors of `readModule`
   */
  async reach(entries: readonly string[]): Promise<ReachableSource> {
    const files = new Map<string, string>();
    const packages = new Set<string>();
    const seen = new Set<string>();
    const queue: Asked[] = entries.map((path) => [path, undefined]);
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [path, names] = next;
      if (statSync(join(this.root, path)).isDirectory()) {
        for (const name of readdirSync(join(this.root, path)))
          files.set(`${path}/${name}`, shortHash(readFileSync(join(this.root, path, name))));
        continue;
      }
      const module = await this.read(path);
      const key = module.barrel && names ? `${path} ${names.join()}` : path;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!module.barrel) files.set(path, module.hash);
      for (const { specifier, names: taken, as } of module.references) {
        // `export *` hands the question on; a list of names answers it in part.
        const asked =
          module.barrel && names ? (taken ? taken.filter((_, i) => names.includes(as?.[i] as string)) : names) : taken;
        if (asked?.length === 0) continue;
        const target = this.resolve(path, specifier);
        if (target.package !== undefined) packages.add(target.package);
        if (target.path !== undefined) queue.push([target.path, asked]);
      }
    }
    return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), packages };
  }

  private read(path: string): Promise<Module> {
    const known = this.modules.get(path);
    if (known) return known;
    const reading = readModule(join(this.root, path));
    this.modules.set(path, reading);
    return reading;
  }

  private resolve(from: string, specifier: string): { readonly path?: string; readonly package?: string } {
    if (specifier.startsWith('node:')) return {};
    if (specifier === 'unisono' || specifier.startsWith('unisono/')) {
      return { path: normalize(join('src', specifier.slice('unisono'.length), 'index.ts')) };
    }
    if (!specifier.startsWith('.')) {
      return { package: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/') };
    }
    const path = normalize(join(dirname(from), specifier));
    const stem = path.replace(/\.js$/, '');
    const found = [BUILT_FROM[path], `${stem}.ts`, `${stem}.tsx`].find(
      (candidate) => candidate !== undefined && existsSync(join(this.root, candidate)),
    );
    if (found !== undefined) return { path: found };
    // The root itself, which package.json is found from.
    if (specifier.endsWith('..')) return {};
    throw new Error(`${from} refers to ${specifier}, of which the review of stages does not know the source`);
  }
}
