#!/usr/bin/env node
import { hasCleanups, runCleanups } from '../core/interruption.js';
import { reportError } from './errors.js';
import { runCli } from './program.js';

const { stdout, stderr, env } = process;
const io = { stdout, stderr, env, cwd: process.cwd() };
const args = process.argv.slice(2);
/** Milliseconds. */
const LONGEST_TIDYING = 15_000;

// Everything on disk survives a kill, so a signal ends the process after jobs on a cluster were asked to stop; a second
// signal does not wait for that. Exit handlers release locks and close the progress display; process.exit would run them
// too, but aborts while a worker is inside ONNX Runtime.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const end = () => {
    process.emit('exit', 1);
    process.kill(process.pid, signal);
  };
  process.once(signal, () => (hasCleanups() ? void runCleanups(LONGEST_TIDYING).then(end) : end()));
}
const broken = new Set<NodeJS.WritableStream>();
process.on('uncaughtException', (error) => {
  // An error of standard output is reported on standard error.
  process.exit(reportError(error, io, { json: args.includes('--json') && !broken.has(stdout) }));
});
for (const [path, stream] of Object.entries({ 'standard output': stdout, 'standard error': stderr })) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the output closed the pipe: end quietly.
    if (error.code === 'EPIPE') process.exit(0);
    broken.add(stream);
    throw Object.assign(error, { path });
  });
}

const exitCode = await runCli(args, io);
await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
// Running threads of a failed command must not keep the process alive.
process.exit(exitCode);
