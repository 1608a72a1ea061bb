import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { UnisonoError } from '../core/errors.js';
import { DEFAULT_PROMPT } from '../text/prompt.js';
import { TrainingSettings } from '../training/settings.js';
import { loadConfig, loadRun } from './config.js';
import { RunSettings } from './run-settings.js';

const MINIMAL = `name: Bank
model: ../models/tiny
data:
  articles: articles.jsonl
  train: train.jsonl
  test: test.jsonl
`;
const PARAPHRASED = `${MINIMAL}  paraphrases: paraphrases.jsonl\n`;

let root: string;
let file: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unisono-config-'));
  mkdirSync(join(root, 'bank-help'));
  file = join(root, 'bank-help', 'unisono.yaml');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function load(yaml: string) {
  writeFileSync(file, yaml);
  return loadConfig(file, root);
}

function failure(yaml: string): UnisonoError {
  try {
    load(yaml);
  } catch (error) {
    return error as UnisonoError;
  }
  throw new Error('the file was accepted');
}

describe('loadConfig', () => {
  it('fills in every default', () => {
    const config = load(PARAPHRASED);
    expect(config).toEqual({
      name: 'Bank',
      seed: 1,
      model: join(root, 'models/tiny'),
      data: {
        articles: join(root, 'bank-help/articles.jsonl'),
        train: join(root, 'bank-help/train.jsonl'),
        test: join(root, 'bank-help/test.jsonl'),
        paraphrases: join(root, 'bank-help/paraphrases.jsonl'),
      },
      out: join(root, 'runs/bank-help'),
      engine: { kind: 'embedded', device: 'cpu', workers: expect.any(Number) },
      prompt: DEFAULT_PROMPT,
      variation: { kinds: ['how-form', 'pronoun', 'number', 'article', 'punctuation', 'semantic'], perKind: 1 },
      retrieval: { k: 1 },
      encoder: { kind: 'tfidf-svd', dimensions: 128 },
      training: TrainingSettings.parse({}),
      specialists: { HTD: ['how-form', 'pronoun', 'punctuation'], SEM: ['semantic'], SPA: ['number', 'article'] },
      weights: { a: 3, b: -1.5, queries: 200, pooling: 'max', distance: 'mean' },
      merge: { dropProbability: 0.2 },
      tune: {
        uniform: [0.2, 0.3, 0.4, 0.5, 0.6],
        scales: [
          { a: 3, b: -1.5 },
          { a: 3, b: -1 },
          { a: 6, b: -2.5 },
        ],
        distances: ['mean'],
        dropProbabilities: [0, 0.5],
        guard: 0.01,
      },
      evaluation: {
        threshold: 0.7,
        maxNewTokens: 48,
        batch: 32,
        resamples: 2000,
        words: 'auto',
        bertscore: null,
      },
    });
    expect([1, 2]).toContain(config.engine.workers);
  });

  it('keeps what is given and the defaults beside it', () => {
    const config = load(`${PARAPHRASED}
out: ../made
engine: {workers: 4}
prompt: {user: "{question}\\n{contexts}"}
training: {epochs: 3, triplet: {alpha: 0}}
specialists: {A: [semantic], B-2: [number]}
`);
    expect(config.out).toBe(join(root, 'made'));
    expect(config.engine).toEqual({ kind: 'embedded', device: 'cpu', workers: 4 });
    expect(config.prompt).toEqual({ user: '{question}\n{contexts}', passage: DEFAULT_PROMPT.passage });
    expect(config.training).toMatchObject({ epochs: 3, batch: 16, triplet: { alpha: 0, margin: 0.3 } });
    expect(config.specialists).toEqual({ A: ['semantic'], 'B-2': ['number'] });
  });

  it('takes a Ray cluster, whose workers decide device and precision', () => {
    const ray = (more = '') => load(`${MINIMAL}engine: {kind: ray, storage: ../shared${more}}`).engine;
    const common = { kind: 'ray', storage: join(root, 'shared'), workers: 1, strategy: 'ddp' };
    expect(ray()).toEqual({ ...common, resources: { CPU: 1 }, device: 'cpu', precision: 'fp32' });
    const resources = { CPU: 4, GPU: 1 };
    expect(ray(', resources: {CPU: 4, GPU: 1}')).toEqual({ ...common, resources, device: 'cuda', precision: 'bf16' });
    expect(ray(', precision: bf16, strategy: fsdp, address: "https://head"')).toMatchObject({
      ...{ device: 'cpu', precision: 'bf16', strategy: 'fsdp', address: 'https://head' },
    });
  });

  it('takes the sentence encoder from a directory, or fits one of so many dimensions', () => {
    const model = load(`${MINIMAL}encoder: {kind: sentence-transformer, path: ../models/minilm}`);
    expect(model.encoder).toEqual({ kind: 'sentence-transformer', path: join(root, 'models/minilm') });
    // BS is measured by the encoder that there is, or by another that is named.
    expect(model.evaluation.bertscore).toEqual({ path: join(root, 'models/minilm') });
    const named = load(`${MINIMAL}evaluation: {bertscore: {path: ../models/roberta, layer: 17}}`);
    expect(named.evaluation.bertscore).toEqual({ path: join(root, 'models/roberta'), layer: 17 });
    expect(load(`${MINIMAL}encoder: {dimensions: 64}`).encoder).toEqual({ kind: 'tfidf-svd', dimensions: 64 });
  });

  it('needs no paraphrases, and then makes no semantic variants and no specialist of them', () => {
    const config = load(MINIMAL);
    expect(config.variation.kinds).toEqual(['how-form', 'pronoun', 'number', 'article', 'punctuation']);
    expect(Object.keys(config.specialists)).toEqual(['HTD', 'SPA']);
    expect('paraphrases' in config.data).toBe(false);
  });

  it('returns the settings too, with paths as they are written', () => {
    writeFileSync(file, MINIMAL);
    const { settings } = loadRun(file, root);
    expect(settings).toMatchObject({ model: '../models/tiny', data: { test: 'test.jsonl' }, seed: 1 });
    expect(JSON.stringify(settings)).not.toContain(root);
  });
});

describe('a file with mistakes', () => {
  it.each([
    ['top level', `${MINIMAL}\nmrege: {}\n`, 8, 'mrege', ', did you mean "merge"?'],
    [
      'a section',
      `${MINIMAL}training:\n  epochs: 1\n  learning_rate: 1\n`,
      9,
      'training.learning_rate',
      ', did you mean "learningRate"?',
    ],
    ['a flow map', `${MINIMAL}weights: {c: 1}`, 7, 'weights.c', ''],
    [
      'two levels down',
      `${MINIMAL}training:\n  triplet:\n    alhpa: 1`,
      9,
      'training.triplet.alhpa',
      ', did you mean "alpha"?',
    ],
    ['a required key, misspelt', MINIMAL.replace('model', 'modle'), 2, 'modle', ', did you mean "model"?'],
  ])('names an unknown key of %s', (_, yaml, line, key, hint) => {
    expect(failure(yaml)).toMatchObject({ code: 'UNKNOWN_KEY', exitCode: 2, details: { path: file, line, key, hint } });
  });

  it.each([
    ['{kind: ray, storage: x, stratgy: ddp}', 'engine.stratgy', ', did you mean "strategy"?'],
    ['{kind: ray, storage: x, worker: 2}', 'engine.worker', ', did you mean "workers"?'],
    // Each kind knows its own keys alone.
    ['{storage: x}', 'engine.storage', ''],
  ])('knows the keys of the engine that is chosen: %s', (engine, key, hint) => {
    const error = failure(`${MINIMAL}engine: ${engine}`);
    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', details: { key, hint } });
    expect(error.message.includes('storage,')).toBe(engine.includes('ray'));
  });

  it('lists the known keys', () => {
    expect(failure(`${MINIMAL}engine: {workres: 1}`).message).toBe(
      `${file}:7: unknown key "engine.workres", did you mean "workers"?. Known keys: kind, device, workers.`,
    );
  });

  it.each([
    ['a wrong type', `${MINIMAL}training:\n  epochs: two\n`, 8, 'training.epochs', 'expected number, received string'],
    ['a number out of range', `${MINIMAL}merge: {dropProbability: 1}`, 7, 'merge.dropProbability', '<1'],
    ['another engine', `${MINIMAL}engine: {kind: rya}`, 7, 'engine.kind', 'expected one of "embedded", "ray"'],
    ['a cluster without storage', `${MINIMAL}engine: {kind: ray}`, 7, 'engine.storage', 'is required'],
    ['infinity', `${MINIMAL}weights: {a: .inf}`, 7, 'weights.a', 'expected number'],
    ['a fraction of a count', `${MINIMAL}retrieval: {k: 1.5}`, 7, 'retrieval.k', 'expected int'],
    ['a missing key', MINIMAL.replace(/model.*\n/, ''), 1, 'model', 'is required'],
    ['a missing key of a section', MINIMAL.replace(/ {2}test.*\n/, ''), 3, 'data.test', 'is required'],
    ['no content at all', '# nothing\n', 1, 'name', 'is required'],
    ['an empty section', `${MINIMAL}training:\n`, 7, 'training', 'expected object, received null'],
    ['a list', '- a\n', 1, 'the file', 'expected object, received array'],
    [
      'an unknown choice',
      `${MINIMAL}weights:\n\n  pooling: sum`,
      9,
      'weights.pooling',
      'expected one of "max", "mean", "last"',
    ],
    [
      'a prompt without contexts',
      `${MINIMAL}prompt:\n  user: "{question}"`,
      8,
      'prompt.user',
      'must contain {contexts} and {question}',
    ],
    [
      'an unknown kind',
      `${MINIMAL}variation:\n  kinds:\n    - pronoun\n    - tense`,
      10,
      'variation.kinds.1',
      'expected one of',
    ],
    ['an encoder without a path', `${MINIMAL}encoder:\n  kind: sentence-transformer`, 7, 'encoder.path', 'is required'],
    ['a path of a fitted encoder', `${MINIMAL}encoder: {path: x}`, 7, 'encoder.path', 'kind: sentence-transformer'],
    [
      'dimensions of a model',
      `${MINIMAL}encoder:\n  kind: sentence-transformer\n  path: x\n  dimensions: 3`,
      10,
      'encoder.dimensions',
      'a model has a fixed number of dimensions',
    ],
    ['a kind twice', `${MINIMAL}variation: {kinds: [number, number]}`, 7, 'variation.kinds', 'twice'],
    [
      'semantic without paraphrases',
      `${MINIMAL}variation: {kinds: [semantic, number]}`,
      7,
      'variation.kinds',
      'data.paraphrases',
    ],
    ['kinds of one specialist', `${MINIMAL}variation: {kinds: [number, article]}`, 1, 'specialists', 'at least two'],
    ['one specialist', `${MINIMAL}specialists: {A: [number]}`, 7, 'specialists', 'at least two'],
    [
      'a specialist of kinds not made',
      `${MINIMAL}specialists:\n  A: [number]\n  C: [pronoun, semantic]`,
      9,
      'specialists.C.1',
      'not made',
    ],
    [
      'a bad specialist name',
      `${MINIMAL}specialists:\n  a/b: [number]\n  B2: [article]`,
      8,
      'specialists.a/b',
      'may hold',
    ],
    ['an odd batch with kl', `${MINIMAL}training:\n  kl: {}\n  batch: 7`, 9, 'training.batch', 'must be even with kl'],
    [
      'an odd micro-batch with kl',
      `${MINIMAL}training: {kl: {weight: 2}, microBatch: 3}`,
      7,
      'training.microBatch',
      'must be even with kl',
    ],
    [
      'the name of another model',
      `${MINIMAL}specialists: {ALL: [number], C: [article]}`,
      7,
      'specialists.ALL',
      'another model',
    ],
  ])('names %s', (_, yaml, line, key, reason) => {
    const error = failure(yaml);
    expect(error).toMatchObject({ code: 'BAD_SETTING', exitCode: 2, details: { path: file, line, key } });
    expect(error.message).toContain(reason);
    expect(error.message).toContain(`(line ${line})`);
  });

  it.each([
    ['broken syntax', 'name: [a\nmodel: b\n', 2, 1],
    ['a duplicate key', 'name: a\nmodel: b\nname: c\n', 3, 1],
    ['an unknown tag', 'name: !path x\n', 1, 7],
    ['two documents', 'name: a\n---\nname: b\n', 2, 1],
    ['an alias of nothing', 'name: *x\n', 1, 7],
    ['a tab as indentation', 'data:\n\tarticles: a\n', 2, 1],
  ])('places %s', (_, yaml, line, column) => {
    expect(failure(yaml)).toMatchObject({ code: 'BAD_YAML', exitCode: 2, details: { path: file, line, column } });
  });

  it('does not follow aliases for ever', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed']) bomb.push(`${name}: &${name} [${`*${of},`.repeat(10)}]`);
    expect(failure(bomb.join('\n')).code).toBe('BAD_YAML');
  });

  it('finds values behind an alias', () => {
    const yaml = `${MINIMAL}training: {triplet: &t {margin: x}}\n`;
    expect(failure(yaml).details).toMatchObject({ line: 7, key: 'training.triplet.margin' });
  });

  it('names a missing file', () => {
    expect(() => loadConfig(join(root, 'none.yaml'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });
});

describe('RunSettings', () => {
  it('can be printed as a JSON Schema in which only name, model and data are required', () => {
    const schema = z.toJSONSchema(RunSettings, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', required: ['name', 'model', 'data'], additionalProperties: false });
    expect(schema.properties?.training).toMatchObject({ properties: { epochs: { type: 'integer', default: 2 } } });
  });
});
