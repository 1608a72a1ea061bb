import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/**
 * Every command, in the order of the help text: whole runs, stages in the order of the data, then helpers. Each is
 * loaded only when used: all of them together take half a second and 80 MB.
 */
const COMMANDS: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
  check: async () => (await import('./check.js')).checkCommand,
  run: async () => (await import('./run.js')).runCommand,
  tune: async () => (await import('./tune.js')).tuneCommand,
  mine: async () => (await import('./mine.js')).mineCommand,
  vary: async () => (await import('./vary.js')).varyCommand,
  classify: async () => (await import('./classify.js')).classifyCommand,
  canonicalize: async () => (await import('./canonicalize.js')).canonicalizeCommand,
  retrieve: async () => (await import('./retrieve.js')).retrieveCommand,
  encode: async () => (await import('./encode.js')).encodeCommand,
  train: async () => (await import('./train.js')).trainCommand,
  activations: async () => (await import('./activations.js')).activationsCommand,
  weights: async () => (await import('./weights.js')).weightsCommand,
  merge: async () => {
    keepHeapSmall();
    return (await import('./merge.js')).mergeCommand;
  },
  verify: async () => (await import('./verify.js')).verifyCommand,
  generate: async () => (await import('./generate.js')).generateCommand,
  'serve-plan': async () => (await import('./serve-plan.js')).servePlanCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  answer: async () => (await import('./answer.js')).answerCommand,
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand,
  score: async () => (await import('./score.js')).scoreCommand,
  calibrate: async () => (await import('./calibrate.js')).calibrateCommand,
  judge: async () => (await import('./judge.js')).judgeCommand,
  compare: async () => (await import('./compare.js')).compareCommand,
  report: async () => (await import('./report.js')).reportCommand,
  pull: async () => (await import('./pull.js')).pullCommand,
  import: async () => (await import('./import.js')).importCommand,
  schema: async () => (await import('./schema.js')).schemaCommand,
};

/**
 * Keeps V8's space for new objects from growing: planning and loading modules would grow it by 15 MB, but a merge's memory
 * should be that of its tensors. V8 reads the flag before every growth, so it can be set in a running process.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** The command named by the arguments; all commands for the help text, none for the version. */
export async function loadCommands(args: readonly string[]): Promise<RegisterCommand[]> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return [];
  const asked = args.find((arg) => !arg.startsWith('-'));
  const load = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  return load ? [await load()] : Promise.all(Object.values(COMMANDS).map((each) => each()));
}
