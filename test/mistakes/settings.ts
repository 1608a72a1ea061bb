import { usage } from './mistake.js';

/** Mistakes in unisono.yaml. */
export const SETTINGS = usage([
  {
    what: 'unknown key',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('epochs:', 'epoch:')),
    code: 'UNKNOWN_KEY',
    says: ['unisono.yaml:22: ', '"training.epoch"', 'did you mean "epochs"?', 'Known keys: epochs, batch,'],
  },
  {
    what: 'wrong type',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('epochs: 1', 'epochs: two')),
    code: 'BAD_SETTING',
    says: ['unisono.yaml: training.epochs: expected number', '(line 22)', 'Fix that setting'],
  },
  {
    what: 'kind that is not made',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('[semantic]', '[article]')),
    code: 'BAD_SETTING',
    says: ['specialists.SEM.0', '(line 18)', 'how-form, pronoun, number, semantic are'],
  },
  {
    what: 'malformed YAML',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('  epochs', '\tepochs')),
    code: 'BAD_YAML',
    says: ['unisono.yaml:22:1: ', 'Fix that line'],
  },
  {
    what: 'empty YAML',
    make: (project) => project.edit('unisono.yaml', () => ''),
    code: 'BAD_SETTING',
    says: ['unisono.yaml: name: is required'],
  },
]);
