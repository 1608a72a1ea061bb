import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Folders that hold one stage a file, and nothing else. */
export const STAGE_FOLDERS = ['src/pipeline/stages', 'experiments/stages'] as const;

/** A stage as its file declares it. */
export interface DeclaredStage {
  readonly name: string;
  readonly version: number;
  /** The file that declares it, and the engine's modules where it uses one: what its work is done by. */
  readonly entries: readonly [file: string, ...engine: string[]];
}

const EMBEDDED = 'src/engine/embedded/embedded-engine.ts';
const RAY = 'src/engine/ray/ray-engine.ts';

/** Modules that implement engine work for stages; answers and embeddings are never made on a cluster. */
const ENGINES: Readonly<Record<string, readonly string[]>> = {
  train: [EMBEDDED, RAY],
  activations: [EMBEDDED, RAY],
  generate: [EMBEDDED],
  encode: [EMBEDDED],
};

/** Pattern of a stage's declaration. */
export const DECLARATION = /^export const \w+: (?:Plain|Engine)Stage</gm;
const VERSION = /^ {2}version: (\d+),$/gm;

/**
 * Every stage, read from its source, so that no build is needed.
 *
 * @throws Error for a file that does not declare one stage of its own name
 */
export function declaredStages(root: string): DeclaredStage[] {
  return STAGE_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .sort()
      .map((file) => readStage(root, `${folder}/${file}`)),
  );
}

function readStage(root: string, file: string): DeclaredStage {
  const source = readFileSync(join(root, file), 'utf8');
  const name = basename(file, '.ts');
  const versions = [...source.matchAll(VERSION)];
  if (
    [...source.matchAll(DECLARATION)].length !== 1 ||
    versions.length !== 1 ||
    !source.includes(`  name: '${name}',\n`)
  )
    throw new Error(`${file} must declare one stage, with the name '${name}' and a version`);
  const verb = /^ {2}engine: '(\w+)',$/m.exec(source)?.[1];
  const engine = verb === undefined ? [] : ENGINES[verb];
  if (!engine) throw new Error(`${file}: the review of stages does not know what does the engine's "${verb}"`);
  return { name, version: Number(versions[0]?.[1]), entries: [file, ...engine] };
}

/** Raises the version that a stage's file declares by one. */
export function raiseVersion(root: string, { version, entries: [file] }: DeclaredStage): void {
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(VERSION, `  version: ${version + 1},`));
}
