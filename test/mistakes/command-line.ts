import { RUN, usage } from './mistake.js';

/** Mistakes in the arguments. */
export const COMMAND_LINE = usage([
  { what: 'unknown command', command: 'rnu x', code: 'BAD_FLAG', says: ["'rnu'", 'Did you mean run?', '--help'] },
  { what: 'unknown flag', command: `${RUN} --forse`, code: 'BAD_FLAG', says: ['--forse', 'Did you mean --force?'] },
  { what: 'missing argument', command: 'run', code: 'BAD_FLAG', says: ["'config'", 'unisono run --help'] },
  { what: 'argument too many', command: 'run a b', code: 'BAD_FLAG', says: ['too many', 'unisono run --help'] },
  { what: 'missing flag', command: 'vary --data .', code: 'BAD_FLAG', says: ["'--out <file>'", 'vary --help'] },
  {
    what: 'number out of range',
    command: 'vary --data . --per-kind 0 --out v.jsonl',
    code: 'BAD_FLAG',
    says: ["'--per-kind <n>' argument '0'", 'a whole number of at least 1'],
  },
  {
    what: 'unknown kind',
    command: 'vary --data . --kinds how-to --out v.jsonl',
    code: 'BAD_FLAG',
    says: [
      "'how-to'",
      'how-form, pronoun, number, article, punctuation, case, contraction, spelling, word-order, semantic',
    ],
  },
  {
    what: 'model without a name',
    command: 'merge --base model --model model --weights w.json --out m',
    code: 'BAD_FLAG',
    says: ["'--model <name=folder>'", 'NAME=PATH'],
  },
  {
    what: 'encoder to fit without articles',
    command: 'encode --examples made/train.jsonl --out e',
    code: 'BAD_FLAG',
    says: ['--articles', 'unless --encoder names a model'],
  },
  {
    what: 'dimensions of an encoder that is a model',
    command: 'encode --encoder model --dimensions 8 --examples made/train.jsonl --out e',
    code: 'BAD_FLAG',
    says: ['--dimensions', 'applies only without --encoder'],
  },
  {
    what: 'triplet loss without encoded queries',
    command: 'train --base model --examples made/train.jsonl --out t',
    code: 'BAD_FLAG',
    says: ['--encoded', 'unisono encode', '--no-triplet'],
  },
  {
    what: 'pairs of wordings that would be cut',
    command: 'train --base model --examples made/train.jsonl --no-triplet --kl-weight 1 --micro-batch 3 --out t',
    code: 'BAD_FLAG',
    says: ['--micro-batch', 'must be even with kl, which reads two wordings of a question at a time'],
  },
  {
    what: 'name that would leave the folder',
    command: 'weights --model ../A=model --queries q --encoder e --out w',
    code: 'BAD_FLAG',
    says: ["'../A=model'", 'Names consist of'],
  },
]);
