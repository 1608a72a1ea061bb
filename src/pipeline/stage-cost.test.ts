import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { COST_FILE, discardCost, measureCost, readCost, writeCost } from './stage-cost.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-cost-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('measureCost', () => {
  it('takes the time and the largest memory of the work', async () => {
    const before = process.memoryUsage.rss();
    const { seconds, peakBytes } = await measureCost(async () => {
      await setTimeout(60);
    });
    expect(seconds).toBeGreaterThanOrEqual(0.055);
    expect(peakBytes).toBeGreaterThan(before / 2);
  });

  it('passes errors on', async () => {
    await expect(measureCost(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('the record of a cost', () => {
  it('is read as it was written, and gone when discarded', () => {
    expect(readCost(dir)).toBeUndefined();
    writeCost(dir, { seconds: 1.5, peakBytes: 2e9 });
    expect(readCost(dir)).toEqual({ seconds: 1.5, peakBytes: 2e9 });
    discardCost(dir);
    discardCost(dir);
    expect(readCost(dir)).toBeUndefined();
  });

  it('counts for nothing when damaged', () => {
    writeFileSync(join(dir, COST_FILE), '{"seconds":-1}');
    expect(readCost(dir)).toBeUndefined();
  });
});
