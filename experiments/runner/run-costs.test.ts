import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from 'unisono/core';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesIn, trained } from './run-costs.js';

const folder = mkdtempSync(join(tmpdir(), 'unisono-costs-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('trained', () => {
  it('adds the time of every step', () => {
    const steps = [
      { tokens: 1000, tokensPerSecond: 100 },
      { tokens: 500, tokensPerSecond: 25 },
    ];
    expect(trained(steps)).toEqual({ seconds: 30, tokens: 1500 });
  });
});

describe('bytesIn', () => {
  it('adds the files of folders in folders, and finds nothing where there is none', () => {
    writeFileAtomic(join(folder, 'a'), '1234');
    writeFileAtomic(join(folder, 'deep', 'er', 'b'), '12');
    expect(bytesIn(folder)).toBe(6);
    expect(bytesIn(join(folder, 'none'))).toBe(0);
  });
});
