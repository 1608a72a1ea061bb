import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { readJsonLines, writeJsonLines } from '../../core/files.js';
import { canonicalize } from '../../variation/canonicalize.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';

interface Flags {
  out?: string;
}

/** A record with a question; its other fields are kept. */
const Record = z.looseObject({ question: z.string() });

/** `unisono canonicalize`: one form for all lexical rewordings of a question. */
export function canonicalizeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('canonicalize')
    .description('map every lexical rewording of a question to one canonical form')
    .argument('[file]', 'JSON lines {"question"}; default: lines of text on stdin')
    .option('--out <file>', 'JSON lines to write: each record with its canonical form; default: the forms on stdout')
    .action((file: string | undefined, { out }: Flags) => {
      const records: { question: string }[] =
        file === undefined ? linesOf(readFileSync(0, 'utf8')) : readJsonLines(resolve(file), Record);
      const forms = records.map((record) => ({ ...record, canonical: canonicalize(record.question) }));
      if (out !== undefined) {
        writeJsonLines(resolve(out), forms);
        context.print(`Canonical forms: ${out}`, { out });
      } else for (const { canonical } of forms) context.print(canonical, canonical);
    });
  addExamples(
    command,
    'unisono canonicalize < questions.txt',
    'unisono canonicalize questions.jsonl --out canonical.jsonl',
  );
}

function linesOf(text: string): { question: string }[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((question) => ({ question }));
}
