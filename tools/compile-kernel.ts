import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import asc from 'assemblyscript/asc';
import { sha256 } from 'unisono/core';

/** The options of the build (`npm run build:wasm`), without its paths. */
export const ASC_OPTIONS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];

const SOURCES = 'src/merging/kernels/assembly';
const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/package.json');
const CACHE = join(dirname(COMPILER), '..', '.cache', 'unisono-kernels');

/**
 * The merge kernels, compiled from its source, so that tests never meet a stale build. What was compiled before is found
 * again by the hash of source, compiler and options.
 */
export async function compileKernel(name = 'merge'): Promise<Uint8Array<ArrayBuffer>> {
  const path = join(SOURCES, `${name}.ts`);
  // A kernel imports from the files beside it.
  const sources = readdirSync(SOURCES).map((file) => readFileSync(join(SOURCES, file), 'utf8'));
  const { version } = JSON.parse(readFileSync(COMPILER, 'utf8')) as { version: string };
  const cached = join(CACHE, `${sha256(JSON.stringify([name, sources, version, ASC_OPTIONS]))}.wasm`);
  if (existsSync(cached)) return new Uint8Array(readFileSync(cached));
  const binary = await compile(path);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(`${cached}.${process.pid}`, binary);
  renameSync(`${cached}.${process.pid}`, cached);
  return binary;
}

async function compile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([path, '--outFile', 'kernel.wasm', ...ASC_OPTIONS], {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents as Uint8Array;
    },
  });
  if (error !== null || binary === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return new Uint8Array(binary);
}
