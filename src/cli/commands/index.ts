import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { activationsCommand } from './activations.js';
import { answerCommand } from './answer.js';
import { calibrateCommand } from './calibrate.js';
import { checkCommand } from './check.js';
import { compareCommand } from './compare.js';
import { encodeCommand } from './encode.js';
import { evaluateCommand } from './evaluate.js';
import { generateCommand } from './generate.js';
import { importCommand } from './import.js';
import { judgeCommand } from './judge.js';
import { mergeCommand } from './merge.js';
import { mineCommand } from './mine.js';
import { planCommand } from './plan.js';
import { pullCommand } from './pull.js';
import { reportCommand } from './report.js';
import { retrieveCommand } from './retrieve.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { scoreCommand } from './score.js';
import { trainCommand } from './train.js';
import { varyCommand } from './vary.js';
import { verifyCommand } from './verify.js';
import { weightsCommand } from './weights.js';

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** Every command, in the order of the help text: the whole, the stages in the order of the data, then helpers. */
export const COMMANDS: readonly RegisterCommand[] = [
  checkCommand,
  runCommand,
  mineCommand,
  varyCommand,
  retrieveCommand,
  encodeCommand,
  trainCommand,
  activationsCommand,
  weightsCommand,
  mergeCommand,
  verifyCommand,
  generateCommand,
  planCommand,
  answerCommand,
  evaluateCommand,
  scoreCommand,
  calibrateCommand,
  judgeCommand,
  compareCommand,
  reportCommand,
  pullCommand,
  importCommand,
  schemaCommand,
];
