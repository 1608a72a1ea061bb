import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMergeConfig } from './read-merge-config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unisono-merge-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(join(folder, 'merge.yml'), text);
  return readMergeConfig('merge.yml', { cwd: folder });
}

const MODELS = 'models:\n  - model: a\n    parameters: {weight: 1}\n';

it('reads a configuration, and names what the method does not use', () => {
  const { settings, unusedParameters, folders } = read(`merge_method: linear\n${MODELS}parameters: {density: 0.5}\n`);
  expect(settings.models?.[0]).toEqual({ model: 'a', parameters: { weight: 1 } });
  expect(unusedParameters).toEqual(['density']);
  expect(folders).toEqual([folder, folder]);
});

it('takes what mergekit takes beside: keys without a value, types with their module, YAML 1.1 truth values', () => {
  const { settings } = read(`merge_method: linear
dtype: torch.float16
slices:
modules:
models:
  - {model: {model: {path: a, revision: }, lora: }, parameters: }
  - {model: b, parameters: {weight: [{filter: , value: [1., 1e-3, .5]}]}}
parameters: {normalize: Off}
`);
  expect(settings).toMatchObject({ dtype: 'float16', parameters: { normalize: 'Off' } });
  expect(settings.models?.length).toBe(2);
});

it.each([
  [
    `merge_method: linear\nmodel: []\n${MODELS}`,
    'UNKNOWN_KEY',
    'merge.yml:2: unknown key "model", did you mean "models"?',
  ],
  [`merge_method: ties\nbase_modell: x\n${MODELS}`, 'UNKNOWN_KEY', 'did you mean "base_model"?'],
  [
    'merge_method: ties\nmodels:\n  - model: a\n    parameters:\n      wieght: 1\n',
    'UNKNOWN_KEY',
    'merge.yml:5: unknown key "models.0.parameters.wieght", did you mean "weight"?',
  ],
  ['merge_method: ties\nmodels:\n  - modle: a\n', 'UNKNOWN_KEY', 'did you mean "model"?'],
  [`merge_method: tise\n${MODELS}`, 'BAD_SETTING', 'merge_method'],
  ['merge_method: linear\n', 'BAD_SETTING', 'exactly one of models, slices and modules'],
  [`merge_method: linear\n${MODELS}slices: []\n`, 'BAD_SETTING', 'slices'],
  [
    `merge_method: linear\n${MODELS}tokenizer_source: base\ntokenizer: {source: union}\n`,
    'BAD_SETTING',
    'are not allowed together',
  ],
  [`merge_method: linear\n${MODELS}dtype: int8\n`, 'BAD_SETTING', 'dtype'],
  ['merge_method: [', 'BAD_YAML', 'merge.yml:1'],
  ['', 'BAD_SETTING', 'merge_method'],
])('refuses %j', (text, code, message) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});
