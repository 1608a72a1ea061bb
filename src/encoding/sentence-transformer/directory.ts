import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import type { SentencePooling } from './pooling.js';
import { readPooling } from './pooling-config.js';

/** Settings of a sentence-transformers directory. */
export interface SentenceTransformerSettings {
  /** Directory of the transformer and its tokenizer. */
  readonly transformer: string;
  readonly pooling: SentencePooling;
  /** Whether embeddings are scaled to length 1. */
  readonly normalize: boolean;
  /** Largest number of tokens of a text, with special tokens, if the directory sets it. */
  readonly maxLength: number | undefined;
  /** Whether texts are lower-cased before tokenization. */
  readonly lowercase: boolean;
  /** Prefix of every text. */
  readonly prompt: string;
}

const Modules = z.array(z.looseObject({ path: z.string(), type: z.string() })).min(1);

const TransformerConfig = z.looseObject({
  max_seq_length: z.int().positive().nullish(),
  do_lower_case: z.boolean().nullish(),
  transformer_task: z.string().nullish(),
});

const TopConfig = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
});

/** File names of the transformer module's settings in different versions. */
const TRANSFORMER_CONFIGS = ['bert', 'roberta', 'distilbert', 'camembert', 'albert', 'xlm-roberta', 'xlnet'].map(
  (model) => `sentence_${model}_config.json`,
);

/**
 * Reads `dir`/modules.json and the modules in it: a transformer, pooling, and optionally normalization.
 *
 * @throws NOT_A_MODEL for a directory without modules.json or with a malformed file, UNSUPPORTED_MODEL for other modules
 * and settings, naming the field
 */
export function readSentenceTransformer(dir: string): SentenceTransformerSettings {
  const path = join(dir, 'modules.json');
  if (!existsSync(path)) {
    throw new UnisonoError('NOT_A_MODEL', {
      path: dir,
      reason: 'it has no modules.json, the file that sentence-transformers writes',
    });
  }
  return typed(dir, () => {
    const modules = readJson(path, Modules);
    // Package names differ between versions, class names do not.
    const kinds = modules.map(({ type }) => type.split('.').at(-1) as string);
    const [first, second, ...rest] = kinds;
    if (
      first !== 'Transformer' ||
      second !== 'Pooling' ||
      rest.length > 1 ||
      rest.some((kind) => kind !== 'Normalize')
    ) {
      throw unsupported(path, 'type', kinds.join(', '), 'Transformer, Pooling and optionally Normalize, in this order');
    }
    const [transformer, pooling] = modules.map((module) => inside(dir, module.path)) as [string, string];
    const settings = readTransformerConfig(transformer);
    return {
      transformer,
      pooling: readPooling(pooling),
      normalize: rest.length === 1,
      maxLength: settings.max_seq_length ?? undefined,
      lowercase: settings.do_lower_case ?? false,
      prompt: readPrompt(dir),
    };
  });
}

function readTransformerConfig(dir: string): z.infer<typeof TransformerConfig> {
  const name = TRANSFORMER_CONFIGS.find((candidate) => existsSync(join(dir, candidate)));
  if (!name) return {};
  const config = readJson(join(dir, name), TransformerConfig);
  const task = config.transformer_task ?? 'feature-extraction';
  if (task === 'feature-extraction') return config;
  throw unsupported(join(dir, name), 'transformer_task', task, 'feature-extraction');
}

/** The default prompt before texts. */
function readPrompt(dir: string): string {
  const path = join(dir, 'config_sentence_transformers.json');
  if (!existsSync(path)) return '';
  const { prompts, default_prompt_name: name } = readJson(path, TopConfig);
  if (name === undefined || name === null) return '';
  const prompt = prompts?.[name];
  if (prompt !== undefined) return prompt;
  throw new UnisonoError('NOT_A_MODEL', {
    path: dir,
    reason: `default_prompt_name is "${name}", but there is no prompt of that name`,
  });
}

function inside(dir: string, module: string): string {
  const root = resolve(dir);
  const path = resolve(root, module);
  if (path === root || path.startsWith(root + sep)) return path;
  throw new UnisonoError('NOT_A_MODEL', {
    path: dir,
    reason: `modules.json names "${module}", which is outside the directory`,
  });
}

function unsupported(path: string, field: string, value: string, supported: string): UnisonoError {
  return new UnisonoError('UNSUPPORTED_MODEL', { path, field, value, supported });
}

/** Turns the errors of malformed files into NOT_A_MODEL. */
function typed<T>(dir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnisonoError && ['NOT_A_MODEL', 'UNSUPPORTED_MODEL'].includes(error.code)) throw error;
    throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: (error as Error).message }, { cause: error });
  }
}
