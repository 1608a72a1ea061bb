import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../tools/llama-server.sh', import.meta.url));

/** A real server under way. */
export interface RealServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts SmolLM2 behind llama-cpp-python's server, and waits until it answers. */
export async function startServer(): Promise<RealServer> {
  execFileSync(SCRIPT, ['--install'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const port = await freePort();
  const child = spawn(SCRIPT, [String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const url = `http://127.0.0.1:${port}/v1`;
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${said}`);
    const answers = await fetch(`${url}/models`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return { url, stop: () => stop(child) };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await stop(child);
  throw new Error(`the server does not answer:\n${said}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
