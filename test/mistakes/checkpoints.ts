import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSafetensors, writeSafetensors } from '../../src/tensors/safetensors.js';
import type { Project } from '../small-project.js';
import type { Mistake } from './mistake.js';

const GENERATE = 'generate --examples made/test.jsonl --out answers.jsonl --model';

function poison(project: Project): void {
  const path = join(project.model, 'model.safetensors');
  const file = openSafetensors(path);
  const tensors = [...file.tensors].map(([name, { dtype, shape }]) => {
    const data = file.read(name);
    if (name === 'model.norm.weight') data[3] = Number.NaN;
    return { name, dtype, shape, data };
  });
  file.close();
  writeSafetensors(path, tensors);
}

function replaceInConfig(project: Project, from: RegExp, to: string): void {
  const path = join(project.model, 'config.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

/** Checkpoints from elsewhere: damaged, hostile or not there. */
export const CHECKPOINTS: Mistake[] = [
  {
    what: 'a file that is no GGUF',
    command: 'import unisono.yaml out-model',
    code: 'BAD_GGUF',
    says: ['unisono.yaml: not a valid GGUF file', 'does not begin with "GGUF"', 'Download it again'],
  },
  {
    what: 'a GGUF that is not there',
    command: 'import none.gguf out-model',
    code: 'FILE_NOT_FOUND',
    says: ['none.gguf: no such file'],
  },
  {
    what: 'a hub id that was not pulled',
    command: `${GENERATE} owner/none`,
    code: 'MODEL_NOT_CACHED',
    says: ['owner/none: neither a directory nor a model', 'download the model: unisono pull owner/none'],
  },
  {
    what: 'a hub id in unisono.yaml that was not pulled',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('model: model', 'model: owner/none')),
    exit: 2,
    code: 'BAD_SETTING',
    says: ['unisono.yaml: model: owner/none', 'unisono pull owner/none', '(line'],
  },
  {
    what: 'a name that cannot be on the hub',
    command: 'pull ../model',
    exit: 2,
    code: 'BAD_HUB_ID',
    says: ['../model: not a valid Hugging Face model id', 'Use owner/name'],
  },
  {
    what: 'a weight that is no number',
    command: `${GENERATE} model`,
    make: poison,
    code: 'WEIGHT_NOT_FINITE',
    says: ['model.safetensors: tensor "model.norm.weight" contains NaN at element 3', 'train it again'],
  },
  {
    what: 'a config that names a field twice',
    command: `${GENERATE} model`,
    make: (project) => replaceInConfig(project, /\{/, '{"vocab_size": 1,'),
    code: 'BAD_DOCUMENT',
    says: ['config.json: key "vocab_size" occurs twice', 'Fix that field'],
  },
  {
    what: 'a config with layers without end',
    command: `${GENERATE} model`,
    make: (project) => replaceInConfig(project, /"num_hidden_layers": \d+/, '"num_hidden_layers": 2147483647'),
    code: 'NOT_A_MODEL',
    says: ['num_hidden_layers = 2147483647', 'Give a Hugging Face directory'],
  },
];
