import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mistake } from './mistake.js';

/** Places where nothing can be written. */
export const PLACES: Mistake[] = [
  {
    what: 'a file where the run directory should be',
    make: (project) => writeFileSync(project.out, 'mine'),
    code: 'FILE_UNWRITABLE',
    says: ['~/out: cannot be written (EEXIST)', 'Check permissions and free space'],
  },
  {
    what: 'a file where a stage should be',
    make: (project) => {
      mkdirSync(project.out);
      writeFileSync(join(project.out, 'vary'), 'mine');
    },
    code: 'FILE_UNWRITABLE',
    says: ['~/out/vary: cannot be written', 'Check permissions and free space'],
  },
  {
    what: 'a place below a file',
    command: 'vary --data . --out train.jsonl/variants.jsonl',
    code: 'FILE_UNWRITABLE',
    says: ['~/train.jsonl/variants.jsonl: cannot be written', 'Check permissions and free space'],
  },
  {
    what: 'a folder with something else in it where a model should be',
    command: 'train --base model --examples made/train.jsonl --encoded made --out t',
    make: (project) => {
      mkdirSync(project.path('t/model'), { recursive: true });
      writeFileSync(project.path('t/model/mine'), 'mine');
      writeFileSync(project.path('t/plan.json'), 'older');
    },
    code: 'FILE_UNWRITABLE',
    says: ['~/t/model: cannot be written', 'exists and is not a model directory'],
  },
];
