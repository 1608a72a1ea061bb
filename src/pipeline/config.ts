import { basename, dirname, join, resolve } from 'node:path';
import type { DatasetPaths } from '../core/dataset.js';
import { UnisonoError } from '../core/errors.js';
import { settingsError } from '../core/settings-error.js';
import { type PositionedYaml, readYaml } from '../core/yaml-position.js';
import type { BertScoreChoice } from '../evaluation/measure-bertscore.js';
import type { Environment } from '../hub/hub-settings.js';
import { resolveModel } from '../hub/resolve-model.js';
import { pairLossesOf } from '../training/settings.js';
import { DEFAULT_KINDS, type Kind } from '../variation/kind-names.js';
import type { VariantLimit } from '../variation/vary.js';
import { type EngineConfig, engineConfig } from './engine-settings.js';
import { BASE, MERGED, trainedRungs } from './models.js';
import { RunSettings } from './run-settings.js';

/** Checked settings of a run, complete, with absolute paths. */
export interface RunConfig
  extends Omit<RunSettings, 'out' | 'data' | 'engine' | 'variation' | 'encoder' | 'specialists' | 'evaluation'> {
  readonly out: string;
  readonly data: DatasetPaths;
  /** Training questions against those of the dev split, where there is one; apart, since it changes nothing of a run. */
  readonly dev?: DatasetPaths;
  readonly engine: EngineConfig;
  readonly variation: {
    readonly kinds: readonly Kind[];
    readonly perKind: number;
    readonly limit?: VariantLimit | undefined;
  };
  readonly encoder: EncoderChoice;
  /** `bertscore`: the encoder that measures BS; null if none was given. */
  readonly evaluation: Omit<RunSettings['evaluation'], 'bertscore'> & { readonly bertscore: BertScoreChoice | null };
  /** Kinds by specialist; at least two specialists, whose kinds are among the variants made. */
  readonly specialists: Readonly<Record<string, readonly Kind[]>>;
}

/** Which sentence encoder is used: one that is fitted to the data, or the model in a directory. */
export type EncoderChoice =
  | { readonly kind: 'tfidf-svd'; readonly dimensions: number }
  | { readonly kind: 'sentence-transformer'; readonly path: string };

const DEFAULT_DIMENSIONS = 128;

/** A run's configuration, and the settings it comes from: with their defaults, but paths as they are written. */
export interface LoadedRun {
  readonly config: RunConfig;
  readonly settings: RunSettings;
}

const DEFAULT_SPECIALISTS: Readonly<Record<string, readonly Kind[]>> = {
  HTD: ['how-form', 'pronoun', 'punctuation'],
  SEM: ['semantic'],
  SPA: ['number', 'article'],
};

/** {@link loadRun} without the settings. */
export function loadConfig(path: string, cwd?: string): RunConfig {
  return loadRun(path, cwd).config;
}

/**
 * Reads and checks the YAML file of a run.
 *
 * @param env environment variables, for the location of the Hugging Face cache
 * @param cwd folder of `runs/` if the file names no `out`
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_YAML, UNKNOWN_KEY, BAD_SETTING
 */
export function loadRun(path: string, cwd = process.cwd(), env: Environment = process.env): LoadedRun {
  const yaml = readYaml(path);
  // An empty file is treated as one without settings, so that the error names what is missing.
  const checked = RunSettings.safeParse(yaml.value ?? {});
  if (!checked.success) throw settingsError(path, yaml, RunSettings, checked.error);
  const settings = checked.data;
  const folder = dirname(resolve(cwd, path));
  const absolute = (relative: string) => resolve(folder, relative);
  const { articles, train, test, paraphrases, dev, devParaphrases } = settings.data;
  if (dev === undefined && devParaphrases !== undefined)
    throw badSetting(path, yaml, ['data', 'devParaphrases'], 'requires data.dev, which is not set');
  const kinds = variantKinds(path, yaml, settings);
  const config: RunConfig = {
    ...settings,
    model: modelPath(path, yaml, settings.model, folder, env),
    data: {
      articles: absolute(articles),
      train: absolute(train),
      test: absolute(test),
      ...(paraphrases !== undefined && { paraphrases: absolute(paraphrases) }),
    },
    ...(dev !== undefined && {
      dev: {
        articles: absolute(articles),
        train: absolute(train),
        test: absolute(dev),
        ...(devParaphrases !== undefined && { paraphrases: absolute(devParaphrases) }),
      },
    }),
    out: settings.out === undefined ? join(resolve(cwd), 'runs', basename(folder)) : absolute(settings.out),
    engine: engineConfig(settings.engine, absolute),
    variation: { ...settings.variation, kinds },
    encoder: encoderChoice(settings.encoder, absolute),
    evaluation: { ...settings.evaluation, bertscore: bertscoreChoice(settings, absolute) },
    specialists: specialistKinds(path, yaml, settings, kinds),
  };
  checkCauseModels(path, yaml, config);
  return { config, settings };
}

function checkCauseModels(path: string, yaml: PositionedYaml, { specialists, training, evaluation }: RunConfig): void {
  const ladder = [BASE, ...trainedRungs(specialists, pairLossesOf(training)).map(({ name }) => name), MERGED];
  for (const [i, name] of (evaluation.causes?.models ?? []).entries()) {
    if (ladder.includes(name)) continue;
    const reason = `${name} is none of ${ladder.join(', ')}`;
    throw badSetting(path, yaml, ['evaluation', 'causes', 'models', i], reason);
  }
}

/** A path need not exist yet; what can only be a hub id must be in the cache. */
function modelPath(path: string, yaml: PositionedYaml, model: string, folder: string, env: Environment): string {
  try {
    return resolveModel(model, folder, env);
  } catch (error) {
    if (!(error instanceof UnisonoError) || error.code !== 'MODEL_NOT_CACHED') return resolve(folder, model);
    throw badSetting(path, yaml, ['model'], error.message.replace(/\.$/, ''));
  }
}

function encoderChoice(encoder: RunSettings['encoder'], absolute: (path: string) => string): EncoderChoice {
  if (encoder.path !== undefined) return { kind: 'sentence-transformer', path: absolute(encoder.path) };
  return { kind: 'tfidf-svd', dimensions: encoder.dimensions ?? DEFAULT_DIMENSIONS };
}

function bertscoreChoice(
  { encoder, evaluation: { bertscore } }: RunSettings,
  absolute: (path: string) => string,
): BertScoreChoice | null {
  if (bertscore) return { path: absolute(bertscore.path), layer: bertscore.layer };
  return encoder.path === undefined ? null : { path: absolute(encoder.path) };
}

function variantKinds(path: string, yaml: PositionedYaml, { data, variation }: RunSettings): readonly Kind[] {
  const paraphrased = data.paraphrases !== undefined;
  if (variation.kinds === undefined) return DEFAULT_KINDS.filter((kind) => paraphrased || kind !== 'semantic');
  if (!paraphrased && variation.kinds.includes('semantic')) {
    throw badSetting(
      path,
      yaml,
      ['variation', 'kinds'],
      'semantic variants are read from data.paraphrases, which is not given',
    );
  }
  return variation.kinds;
}

function specialistKinds(
  path: string,
  yaml: PositionedYaml,
  settings: RunSettings,
  made: readonly Kind[],
): Readonly<Record<string, readonly Kind[]>> {
  for (const [name, kinds] of Object.entries(settings.specialists ?? {})) {
    const missing = kinds.findIndex((kind) => !made.includes(kind));
    if (missing < 0) continue;
    const reason = `${kinds[missing]} variants are not made; ${made.join(', ')} are`;
    throw badSetting(path, yaml, ['specialists', name, missing], reason);
  }
  if (settings.specialists) return settings.specialists;
  const specialists = Object.entries(DEFAULT_SPECIALISTS)
    .map(([name, kinds]) => [name, kinds.filter((kind) => made.includes(kind))] as const)
    .filter(([, kinds]) => kinds.length > 0);
  if (specialists.length < 2) {
    const reason = `the kinds ${made.join(', ')} are all of one specialist; give at least two here`;
    throw badSetting(path, yaml, ['specialists'], reason);
  }
  return Object.fromEntries(specialists);
}

function badSetting(path: string, yaml: PositionedYaml, keys: readonly PropertyKey[], reason: string): UnisonoError {
  const line = yaml.lineOf(keys);
  return new UnisonoError('BAD_SETTING', { path, line, key: keys.join('.'), reason: `${reason} (line ${line})` });
}
