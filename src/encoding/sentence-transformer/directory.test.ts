import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSentenceTransformer } from './directory.js';
import { writeSentenceTransformer } from './tiny-directory.contract.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unisono-modules-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const POOLING = '1_Pooling/config.json';
const module = (type: string, path = '') => ({ idx: 0, name: '', path, type: `sentence_transformers.models.${type}` });
const transformer = module('Transformer');
const pooling = module('Pooling', '1_Pooling');
const normalize = module('Normalize', '2_Normalize');

describe('readSentenceTransformer', () => {
  it('reads what the files say', () => {
    writeSentenceTransformer(dir, 'bert');
    expect(readSentenceTransformer(dir)).toEqual({
      transformer: dir,
      pooling: 'mean',
      normalize: true,
      maxLength: 24,
      lowercase: false,
      prompt: '',
    });
  });

  it('reads the newer files, a transformer in a folder of its own, and a prompt', () => {
    writeSentenceTransformer(dir, 'xlm-roberta');
    expect(readSentenceTransformer(dir)).toEqual({
      transformer: join(dir, '0_Transformer'),
      pooling: 'max',
      normalize: false,
      maxLength: undefined,
      lowercase: false,
      prompt: 'query: ',
    });
  });

  it('knows modules by their class alone, and takes the mean where no pooling is named', () => {
    const moved = ['base.modules.transformer.Transformer', 'sentence_transformer.modules.pooling.Pooling'].map(
      (type, i) => ({ path: ['', '1_Pooling'][i], type: `sentence_transformers.${type}` }),
    );
    writeSentenceTransformer(dir, 'bert', { 'modules.json': moved, [POOLING]: { embedding_dimension: 16 } });
    expect(readSentenceTransformer(dir)).toMatchObject({ pooling: 'mean', normalize: false });
  });

  it.each([
    ['modules.json', 'type', 'a dense layer', { 'modules.json': [transformer, pooling, module('Dense', '2_Dense')] }],
    ['modules.json', 'type', 'no pooling', { 'modules.json': [transformer, normalize] }],
    ['modules.json', 'type', 'another kind of model', { 'modules.json': [module('StaticEmbedding')] }],
    ['config.json', 'pooling_mode', 'another pooling', { [POOLING]: { pooling_mode_lasttoken: true } }],
    ['config.json', 'pooling_mode', 'a newer one', { [POOLING]: { pooling_mode: 'weightedmean' } }],
    ['config.json', 'pooling_mode', 'two at once', { [POOLING]: { pooling_mode: ['cls', 'mean'] } }],
    ['config.json', 'include_prompt', 'pooling without the prompt', { [POOLING]: { include_prompt: false } }],
    [
      'sentence_bert_config.json',
      'transformer_task',
      'another task',
      { 'sentence_bert_config.json': { transformer_task: 'fill-mask' } },
    ],
  ])('refuses in %s, naming %s, %s as UNSUPPORTED_MODEL', (file, field, _, changes) => {
    writeSentenceTransformer(dir, 'bert', changes);
    expect(() => readSentenceTransformer(dir)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_MODEL',
        details: expect.objectContaining({ field, path: expect.stringContaining(file) }),
      }),
    );
  });

  it.each([
    ['no modules.json', { 'modules.json': undefined }],
    ['modules that are no list', { 'modules.json': {} }],
    ['no pooling settings', { [POOLING]: undefined }],
    ['a module outside the directory', { 'modules.json': [transformer, module('Pooling', '../elsewhere')] }],
    ['a limit that is no number', { 'sentence_bert_config.json': { max_seq_length: 'long' } }],
    ['a prompt that is not there', { 'config_sentence_transformers.json': { default_prompt_name: 'query' } }],
  ])('refuses %s as NOT_A_MODEL', (_, changes) => {
    writeSentenceTransformer(dir, 'bert', changes);
    expect(() => readSentenceTransformer(dir)).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });

  it('refuses broken JSON as NOT_A_MODEL', () => {
    writeSentenceTransformer(dir, 'bert');
    writeFileSync(join(dir, 'modules.json'), '[{');
    expect(() => readSentenceTransformer(dir)).toThrow(expect.objectContaining({ code: 'NOT_A_MODEL' }));
  });
});
