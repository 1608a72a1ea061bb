import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { MergeSettings } from '../../merging/config/merge-config.js';
import { RunSettings } from '../../pipeline/run-settings.js';
import type { CommandContext } from '../context.js';

/** What a user writes by hand. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = { run: RunSettings, merge: MergeSettings };

/** `unisono schema run` and `unisono schema merge`: print the JSON Schema of a file that users write, for editors and other tools. */
export function schemaCommand(program: Command, context: CommandContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of a file: unisono.yaml ("run"), a merge ("merge")')
    .addArgument(new Argument('<name>', 'which file').choices(Object.keys(SCHEMAS)))
    .action((name: string) => {
      const schema = z.toJSONSchema(SCHEMAS[name] as z.ZodType, { io: 'input' });
      context.print(JSON.stringify(schema, null, 2), schema);
    });
}
