import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Article, Paraphrase, Question } from '../src/core/dataset.js';
import { readJsonLines, writeJson, writeJsonLines } from '../src/core/files.js';
import { RandomStream } from '../src/core/random.js';
import { readModelConfig } from '../src/models/config.js';
import { parameterShapes } from '../src/models/parameters.js';
import { writeSafetensors } from '../src/tensors/safetensors.js';

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const ARTICLES = 12;
const TRAIN = 16;
const TEST = 8;

/** Files of a project that tests change. */
export type ProjectFile = 'unisono.yaml' | 'articles.jsonl' | 'train.jsonl' | 'test.jsonl' | 'paraphrases.jsonl';

/** A project in a scratch folder of its own. */
export interface Project {
  readonly folder: string;
  readonly config: string;
  readonly out: string;
  readonly model: string;
  path(name: string): string;
  /** Puts a text in place of a file's content. */
  edit(name: ProjectFile, change: (text: string) => string): void;
  /** Writes weights.json, as of `unisono weights`, for models of these names; w is 0.5 everywhere. */
  writeWeights(models: readonly string[]): void;
}

/**
 * Makes a whole small project: test/fixtures/small with the articles of examples/bank-help that are quickest to read,
 * questions and paraphrases about them, and a random Llama with the tokenizer of models/tiny. Always of the same bytes.
 */
export function makeProject(folder = mkdtempSync(join(tmpdir(), 'unisono-project-'))): Project {
  cpSync(root('test/fixtures/small'), folder, { recursive: true });
  writeData(folder);
  writeRandomModel(join(folder, 'model'), 7);
  return projectAt(folder);
}

/** A copy of a project, in another folder. */
export function copyProject({ folder }: Project): Project {
  const copy = mkdtempSync(join(tmpdir(), 'unisono-project-'));
  cpSync(folder, copy, { recursive: true });
  return projectAt(copy);
}

function projectAt(folder: string): Project {
  const path = (name: string) => join(folder, name);
  return {
    folder,
    config: path('unisono.yaml'),
    out: path('out'),
    model: path('model'),
    path,
    edit(name, change) {
      const before = readFileSync(path(name), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`the edit of ${name} changes nothing`);
      writeFileSync(path(name), after);
    },
    writeWeights(models) {
      const each = (value: number) => models.map(() => value);
      const perLayer = [0, 1].map((layer) => ({ layer, d: each(0), inv: each(1), r: each(0.5), w: each(0.5) }));
      const how = { encoder: 'none', pooling: 'max', distance: 'mean', a: 3, b: -1.5, queries: 2 };
      writeJson(path('weights.json'), { ...how, models, layers: 2, perLayer });
    },
  };
}

function writeData(folder: string): void {
  const source = (name: string) => root(`examples/bank-help/${name}.jsonl`);
  const write = (name: string, records: readonly unknown[]) => writeJsonLines(join(folder, `${name}.jsonl`), records);
  const articles = readJsonLines(source('articles'), Article)
    .sort((a, b) => a.text.length - b.text.length)
    .slice(0, ARTICLES);
  const ids = new Set<string | undefined>(articles.map(({ id }) => id));
  const about = ({ article }: Question) => ids.has(article);
  const train = readJsonLines(source('train'), Question).filter(about).slice(0, TRAIN);
  const test = readJsonLines(source('test'), Question).filter(about).slice(0, TEST);
  const questions = new Set([...train, ...test].map(({ id }) => id));
  write('articles', articles);
  write('train', train);
  write('test', test);
  write(
    'paraphrases',
    readJsonLines(source('paraphrases'), Paraphrase).filter(({ id }) => questions.has(id)),
  );
}

/** A Hugging Face directory of a Llama with 2 layers of width 32, whose weights are drawn from a seed. */
export function writeRandomModel(dir: string, seed: number): void {
  mkdirSync(dir, { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    cpSync(root(`models/tiny/${name}`), join(dir, name));
  const tiny = JSON.parse(readFileSync(root('models/tiny/config.json'), 'utf8')) as object;
  const heads = { num_attention_heads: 2, num_key_value_heads: 1, head_dim: 16 };
  const size = { hidden_size: 32, intermediate_size: 64, num_hidden_layers: 2 };
  writeJson(join(dir, 'config.json'), { ...tiny, ...size, ...heads });
  const tensors = [...parameterShapes(readModelConfig(dir))].map(([name, shape]) => {
    const random = new RandomStream(seed, name);
    const length = shape.reduce((product, n) => product * n, 1);
    const value = shape.length === 1 ? () => 1 : () => random.normal() / Math.sqrt(size.hidden_size);
    return { name, dtype: 'BF16' as const, shape, data: Float32Array.from({ length }, value) };
  });
  writeSafetensors(join(dir, 'model.safetensors'), tensors, { format: 'pt' });
}
