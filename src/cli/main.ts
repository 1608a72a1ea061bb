#!/usr/bin/env node
import { reportError } from './errors.js';
import { runCli } from './program.js';

const { stdout, stderr, env } = process;
const io = { stdout, stderr, env, cwd: process.cwd() };
const args = process.argv.slice(2);

// Everything on disk survives a kill, so a signal simply ends the process: exit handlers release locks.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('uncaughtException', (error) => {
  process.exit(reportError(error, io, { json: args.includes('--json') }));
});
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the output has seen enough.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const exitCode = await runCli(args, io);
await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
// Threads that a failed command left at work must not keep the process alive.
process.exit(exitCode);
