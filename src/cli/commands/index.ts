import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { schemaCommand } from './schema.js';

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** Every command, in the order of the help text. */
export const COMMANDS: readonly RegisterCommand[] = [schemaCommand];
