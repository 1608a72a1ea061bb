import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.js';

it('damaged headers, GGUF files and configs end in typed errors, without runaway memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unisono-fuzz-'));
  const { outcomes, faults } = await fuzz({ folder, seed: 1, rounds: 40 });
  expect(faults).toEqual([]);
  // The damage reaches all kinds of checks, and does not always matter.
  expect(Object.keys(outcomes).length).toBeGreaterThan(6);
  expect(outcomes.read).toBeGreaterThan(0);
  expect(outcomes.BAD_GGUF).toBeGreaterThan(0);
  expect(outcomes.BAD_SAFETENSORS).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});
