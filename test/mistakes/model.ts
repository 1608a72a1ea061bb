import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSafetensors, type TensorData, writeSafetensors } from '../../src/tensors/safetensors.js';
import type { Project } from '../small-project.js';
import type { Mistake } from './mistake.js';

/** Mistakes that the shortest command with a model meets. */
const generating = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.map((mistake) => ({
    ...mistake,
    command: 'generate --model model --examples made/test.jsonl --out answers.jsonl',
  }));

function editConfig(project: Project, change: Record<string, unknown>): void {
  const path = join(project.model, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

function editTensors(project: Project, change: (tensor: TensorData) => TensorData | undefined): void {
  const path = join(project.model, 'model.safetensors');
  const file = openSafetensors(path);
  const tensors = [...file.tensors].flatMap(([name, { dtype, shape }]) => {
    const changed = change({ name, dtype, shape, data: file.read(name) });
    return changed ? [changed] : [];
  });
  file.close();
  writeSafetensors(path, tensors);
}

/** Directories that are no model, or not one that can be used. */
export const MODELS = generating([
  {
    what: 'missing model',
    make: (project) => rmSync(project.model, { recursive: true }),
    code: 'FILE_NOT_FOUND',
    says: ['model: no such file', 'Check the path'],
  },
  {
    what: 'model without config.json',
    make: (project) => rmSync(join(project.model, 'config.json')),
    code: 'NOT_A_MODEL',
    says: ['model: not a model directory (no config.json)', 'Give a Hugging Face directory'],
  },
  {
    what: 'model without tokenizer.json',
    make: (project) => rmSync(join(project.model, 'tokenizer.json')),
    code: 'NOT_A_MODEL',
    says: ['model: not a model directory (no tokenizer.json)', 'Give a Hugging Face directory'],
  },
  {
    what: 'unsupported architecture',
    make: (project) => writeFileSync(join(project.model, 'config.json'), '{"model_type":"gpt2","n_embd":32}'),
    code: 'UNSUPPORTED_MODEL',
    says: ['config.json: model_type = gpt2', 'Supported: llama'],
  },
  {
    what: 'truncated weights',
    make: (project) => truncateSync(join(project.model, 'model.safetensors'), 100_000),
    code: 'BAD_SAFETENSORS',
    says: ['model.safetensors', 'reaches beyond the end of the file', 'Download it or write it again'],
  },
  {
    what: 'tensor of another shape',
    make: (project) =>
      editTensors(project, (tensor) =>
        tensor.name === 'model.norm.weight' ? { ...tensor, shape: [16], data: new Float32Array(16) } : tensor,
      ),
    code: 'TENSOR_SHAPE',
    says: ['model: tensor "model.norm.weight" has shape [16], expected [32]', 'belongs to another model'],
  },
  {
    what: 'missing tensor',
    make: (project) => editTensors(project, (tensor) => (tensor.name === 'model.norm.weight' ? undefined : tensor)),
    code: 'TENSOR_MISSING',
    says: ['"model.norm.weight" is missing', 'incomplete or has another architecture'],
  },
  {
    what: 'tokenizer of a larger model',
    make: (project) => {
      editConfig(project, { vocab_size: 300 });
      editTensors(project, (tensor) =>
        tensor.name.includes('embed') ? { ...tensor, shape: [300, 32], data: new Float32Array(9600) } : tensor,
      );
    },
    code: 'NOT_A_MODEL',
    says: ['tokenizer.json', 'vocab_size 300'],
  },
  {
    what: 'prompt that is too long',
    make: (project) => editConfig(project, { max_position_embeddings: 64 }),
    code: 'PROMPT_TOO_LONG',
    says: ['example "', 'the limit of the model is 16', 'lower retrieval.k'],
  },
]);
