import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Mistake, RUN } from './mistake.js';

/** Files of stages that do not belong together, and settings that do not fit the model. */
export const STAGES: Mistake[] = [
  {
    what: 'a run with a folder that is no model',
    make: (project) => {
      rmSync(project.model, { recursive: true });
      mkdirSync(project.model);
    },
    code: 'NOT_A_MODEL',
    says: ['~/model', 'no config.json'],
  },
  {
    what: 'a triplet layer that the model does not have',
    command: RUN,
    make: (project) =>
      project.edit('unisono.yaml', (yaml) => yaml.replace('training:', 'training:\n  triplet: { layer: 9 }')),
    code: 'BAD_ARGUMENT',
    says: ['training.triplet.layer: the model has no layer 9', 'give one from -3 to 2'],
  },
  {
    what: 'a stage that was not run before',
    command: 'retrieve --data . --variants no.jsonl --out r',
    code: 'FILE_NOT_FOUND',
    says: ['no.jsonl', 'run the stage that writes it: unisono vary'],
  },
  {
    what: 'a file of another stage',
    command: 'generate --model model --examples made/variants.jsonl --out answers.jsonl',
    code: 'BAD_RECORD',
    says: ['variants.jsonl:1: contexts', 'Fix or remove that line'],
  },
  {
    what: 'training examples that were not encoded',
    command: 'train --base model --examples made/test.jsonl --encoded made --out t',
    code: 'BAD_DOCUMENT',
    says: ['made/queries.jsonl: example "', 'run unisono encode with the same examples'],
  },
  {
    what: 'pairs of wordings where every question has one',
    command: 'train --base model --examples made/train.jsonl --no-triplet --kl-weight 1 --batch 4 --out t',
    code: 'BAD_DOCUMENT',
    says: ['made/train.jsonl: no question has two wordings of the kinds original'],
  },
  {
    what: 'a folder that is no sentence encoder',
    command: 'encode --encoder model --examples made/train.jsonl --out e',
    code: 'NOT_A_MODEL',
    says: ['~/model', 'it has no modules.json, the file that sentence-transformers writes'],
  },
  {
    what: 'answers to other examples',
    command: 'evaluate --examples made/train.jsonl --answers B=made/answers.jsonl --out s',
    make: (project) => writeFileSync(project.path('made/answers.jsonl'), '{"id":"x","answer":"yes"}\n'),
    code: 'UNKNOWN_REFERENCE',
    says: ['made/train.jsonl:1: example "', 'is not in ~/made/answers.jsonl'],
  },
  {
    what: 'weights of other models',
    command: 'merge --base model --model A=model --model B=model --weights weights.json --out m',
    make: (project) => project.writeWeights(['A', 'C']),
    code: 'BAD_DOCUMENT',
    says: ['weights.json: its models are A, C, those to merge are A, B'],
  },
  {
    what: 'a merge into one of its models',
    command: 'merge --base model --model A=model --weights weights.json --out model',
    make: (project) => project.writeWeights(['A']),
    exit: 2,
    code: 'BAD_SETTING',
    says: ['~/model: out: is or contains', 'choose another output directory'],
  },
  {
    what: 'report data that are none',
    command: 'report made/encoder.json --out report.html',
    code: 'BAD_DOCUMENT',
    says: ['made/encoder.json: title', 'Fix that field'],
  },
];
