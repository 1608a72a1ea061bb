import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from 'esbuild';
import { z } from 'zod';
import { type DeclaredStage, declaredStages } from './declarations.js';
import { type ReachableSource, SourceReader } from './reachable-source.js';

/** Record of the last review of the stages' versions. */
export const ReviewedSource = z.strictObject({
  /** Version of esbuild, whose output is hashed: another may write the same code in another way. */
  esbuild: z.string(),
  /** Version by stage. */
  stages: z.record(z.string(), z.int().min(1)),
  /** Package by name: the version of those that decide numbers, '*' for all others. */
  packages: z.record(z.string(), z.string()),
  /** Hash of the code by file, of everything that some stage reaches. */
  files: z.record(z.string(), z.string()),
});
export type ReviewedSource = z.infer<typeof ReviewedSource>;

export const REVIEWED_FILE = 'src/pipeline/stages/reviewed-source.json';

/**
 * Packages whose other versions may give other results for the same input: arithmetic, tokens, prompts, parts of speech,
 * plurals, ranking, decompositions, distributions. Those that parse, check, draw or send do not.
 */
const DECIDING: ReadonlySet<string> = new Set([
  'onnxruntime-node',
  '@huggingface/tokenizers',
  '@huggingface/jinja',
  'wink-nlp',
  'wink-eng-lite-web-model',
  'pluralize',
  'minisearch',
  'ml-matrix',
  'jstat',
]);

/** A stage whose source has changed since its version was last reviewed. */
export interface ChangedStage {
  readonly stage: DeclaredStage;
  /** Whether its version was raised since the review, so no question is needed. */
  readonly raised: boolean;
  /** Files, and packages with their versions, that are new or changed. */
  readonly changes: readonly string[];
}

/** The current stages, and the changed ones. */
export interface Review {
  readonly stages: readonly DeclaredStage[];
  /** The record to write once every change is reviewed. */
  readonly current: ReviewedSource;
  readonly changed: readonly ChangedStage[];
  /** Whether the record is up to date. */
  readonly upToDate: boolean;
  /** Whether all code was hashed by another version of esbuild, so that hashes differ whether code has changed or not. */
  readonly otherEsbuild: boolean;
}

/** Compares the source of every stage with its record. */
export async function reviewStages(root: string): Promise<Review> {
  const recorded = ReviewedSource.parse(JSON.parse(readFileSync(join(root, REVIEWED_FILE), 'utf8')));
  const reader = new SourceReader(root);
  const versionOf = installedVersions(root);
  const stages = declaredStages(root);
  const reached = await Promise.all(
    stages.map(async (stage) => ({ stage, source: await reader.reach(stage.entries) })),
  );
  const current: ReviewedSource = {
    esbuild: version,
    stages: sorted(stages.map(({ name, version }) => [name, version])),
    packages: sorted(reached.flatMap(({ source }) => [...source.packages].map((name) => [name, versionOf(name)]))),
    files: sorted(reached.flatMap(({ source }) => [...source.files])),
  };
  const changed = reached.flatMap(({ stage, source }) => {
    const before = recorded.stages[stage.name];
    const changes = changesOf(source, recorded, current);
    // A new stage has no earlier results.
    if (before === undefined || changes.length === 0) return [];
    return [{ stage, raised: stage.version > before, changes }];
  });
  const lowered = stages.find(({ name, version }) => version < (recorded.stages[name] ?? 0));
  if (lowered) throw new Error(`${lowered.name}: its version must not be lower than ${recorded.stages[lowered.name]}`);
  const otherEsbuild = recorded.esbuild !== version;
  return { stages, current, changed, upToDate: text(recorded) === text(current), otherEsbuild };
}

/** Records that every change is reviewed. */
export function writeReviewed(root: string, reviewed: ReviewedSource): void {
  writeFileSync(join(root, REVIEWED_FILE), text(reviewed));
}

function changesOf({ files, packages }: ReachableSource, recorded: ReviewedSource, current: ReviewedSource): string[] {
  const changedFiles = [...files].flatMap(([path, hash]) => (recorded.files[path] === hash ? [] : [path]));
  const changedPackages = [...packages].flatMap((name) => {
    const [before, now] = [recorded.packages[name], current.packages[name]];
    return before === now ? [] : [`${name} (${before ?? 'none'} -> ${now})`];
  });
  return [...changedFiles, ...changedPackages.sort()];
}

/** Looks versions up in package-lock.json, which decides what `npm ci` installs. */
function installedVersions(root: string): (name: string) => string {
  const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return (name) => (DECIDING.has(name) ? (packages[`node_modules/${name}`]?.version ?? 'none') : '*');
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function text(reviewed: ReviewedSource): string {
  return `${JSON.stringify(reviewed, null, 2)}\n`;
}
