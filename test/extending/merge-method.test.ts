import { describe, expect, it, vi } from 'vitest';
import { FakeStream } from '../../src/cli/fake-stream.contract.js';
import { runCli } from '../../src/cli/program.js';
import { MemoryStream } from '../../src/merging/arithmetic/tensor-stream.js';
import { METHODS } from '../../src/merging/methods/registry.js';
import { mergeMethodsTable } from '../../tools/docs/merge-methods.js';

// As if the two lines that docs/extending.md shows stood in the registry.
vi.mock('../../src/merging/methods/registry.js', async (original) => {
  const registry = await original<typeof import('../../src/merging/methods/registry.js')>();
  const { median } = await import('./median.js');
  return { METHODS: new Map([...registry.METHODS, [median.name, median]]) };
});

function merged(models: readonly number[][], base?: number): number[] {
  const stream = new MemoryStream(
    [2],
    models.map((values) => Float32Array.from(values)),
  );
  METHODS.get('median')?.merge({ stream, base, shared: {}, perModel: models.map(() => ({})), maskKey: noMasks });
  return [...stream.merged];
}

const noMasks = () => {
  throw new Error('the median draws no masks');
};

describe('a merge method that is added to the registry', () => {
  it('merges the models beside the base', () => {
    expect(
      merged([
        [1, 9],
        [5, 2],
        [3, 4],
      ]),
    ).toEqual([3, 4]);
    expect(
      merged([
        [1, 9],
        [5, 2],
      ]),
    ).toEqual([3, 5.5]);
    expect(
      merged(
        [
          [100, 100],
          [1, 9],
          [5, 2],
          [3, 4],
        ],
        0,
      ),
    ).toEqual([3, 4]);
  });

  it('is a value of merge_method in the JSON Schema, and stands in docs/merging.md', async () => {
    const stdout = new FakeStream();
    expect(await runCli(['schema', 'merge'], { stdout, stderr: new FakeStream(), env: {}, cwd: '/' })).toBe(0);
    expect(JSON.parse(stdout.text).properties.merge_method.enum).toContain('median');
    expect(mergeMethodsTable()).toContain('| `median` | [Coordinate-wise median](');
  });
});
