import { existsSync } from 'node:fs';

const CACHE = new URL('../../.cache/real-models/', import.meta.url).pathname;

/** Files and directories of .cache/real-models. */
export type RealModel = 'all-MiniLM-L6-v2' | 'SmolLM2-135M-Instruct.Q4_1.gguf';

/** The path of a real model. Whoever asks for one that is not there is told so: a test that skips itself proves nothing. */
export function realModel(name: RealModel): string {
  const path = `${CACHE}${name}`;
  if (existsSync(path)) return path;
  throw new Error(`${path} is not there. Fetch it with tools/fetch-real-models.sh and run npm run test:real again.`);
}
