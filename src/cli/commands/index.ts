import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { activationsCommand } from './activations.js';
import { canonicalizeCommand } from './canonicalize.js';
import { classifyCommand } from './classify.js';
import { encodeCommand } from './encode.js';
import { evaluateCommand } from './evaluate.js';
import { generateCommand } from './generate.js';
import { importCommand } from './import.js';
import { mergeCommand } from './merge.js';
import { pullCommand } from './pull.js';
import { reportCommand } from './report.js';
import { retrieveCommand } from './retrieve.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { trainCommand } from './train.js';
import { varyCommand } from './vary.js';
import { verifyCommand } from './verify.js';
import { weightsCommand } from './weights.js';

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** Every command, in the order of the help text: the whole, the stages in the order of the data, then helpers. */
export const COMMANDS: readonly RegisterCommand[] = [
  runCommand,
  varyCommand,
  classifyCommand,
  canonicalizeCommand,
  retrieveCommand,
  encodeCommand,
  trainCommand,
  activationsCommand,
  weightsCommand,
  mergeCommand,
  verifyCommand,
  generateCommand,
  evaluateCommand,
  reportCommand,
  pullCommand,
  importCommand,
  schemaCommand,
];
