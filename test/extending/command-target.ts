import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { common, remote } from '../../src/targets/common-settings.js';
import { fromFunction } from '../../src/targets/function-target.js';
import { targetKind } from '../../src/targets/target-kind.js';

/** What a file of such a target may hold. */
const CommandSettings = z.strictObject({
  kind: z.literal('command').describe('A program: it reads the question from stdin and prints the answer.'),
  ...common,
  program: z.string().min(1).describe('Program to run, looked for in PATH.'),
  arguments: z.array(z.string()).default([]).describe('Its arguments.'),
  ...remote,
});

/** The kind `command`. */
export const command = targetKind({
  settings: CommandSettings,
  open({ kind, name, version, program, arguments: args, ...limits }, { folder }) {
    const ask = async (question: string, { signal }: { readonly signal: AbortSignal }) => {
      const child = spawn(program, args, { cwd: folder, signal, stdio: ['pipe', 'pipe', 'inherit'] });
      const ended = new Promise<void>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
      });
      child.stdin.on('error', () => {}).end(question);
      const [answer] = await Promise.all([text(child.stdout), ended]);
      return answer.trim();
    };
    const identity = { kind, program, arguments: args, version: version ?? null };
    return fromFunction(ask, { ...limits, name: name ?? program, identity });
  },
});
