import { readFileSync } from 'node:fs';
import { openRay } from './cluster.js';

/** A client that a test kills: trains the job in a file. */
const { job, storage } = JSON.parse(readFileSync(process.argv.at(-1) as string, 'utf8'));
await openRay({ storage }).train(job);
