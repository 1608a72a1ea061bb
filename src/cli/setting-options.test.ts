import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SettingOptions } from './setting-options.js';

const Block = z
  .strictObject({
    learningRate: z.number().min(0).default(0.1).meta({ description: 'Peak learning rate.' }),
    steps: z.int().min(1).max(5).optional().meta({ description: 'Steps. Default: all.', unit: 'steps' }),
    how: z.enum(['plain', 'fancy']).default('plain').meta({ description: 'Way of doing it.' }),
    fast: z.boolean().default(false).meta({ description: 'Takes less time.' }),
    inner: z.strictObject({ parts: z.union([z.literal('all'), z.array(z.string())]).default('all') }).prefault({}),
    extra: z
      .strictObject({ size: z.int().positive(), share: z.number().lt(1).default(0) })
      .transform((extra) => ({ ...extra, twice: 2 * extra.size }))
      .optional(),
  })
  .refine(({ steps, fast }) => !(steps === 5 && fast), { path: ['steps'], message: 'must be below 5 with fast' });

/** What the options read from a command line, or the error. */
async function read(line: string): Promise<unknown> {
  const options = new SettingOptions(Block);
  const command = new Command('work').exitOverride().configureOutput({ writeErr: () => {} });
  let settings: unknown;
  options.addTo(command).action(() => {
    settings = options.read(command);
  });
  await command.parseAsync(line.split(' ').filter(Boolean), { from: 'user' });
  return settings;
}

describe('SettingOptions', () => {
  it('give the defaults of the declaration, and what is on the command line instead', async () => {
    const usual = { learningRate: 0.1, how: 'plain', fast: false, inner: { parts: 'all' } };
    expect(await read('')).toEqual(usual);
    expect(await read('--learning-rate 0 --steps 2 --how fancy --fast --inner-parts a,b --extra-size 3')).toEqual({
      ...{ learningRate: 0, steps: 2, how: 'fancy', fast: true, inner: { parts: ['a', 'b'] } },
      extra: { size: 3, share: 0, twice: 6 },
    });
    expect(await read('--inner-parts all')).toEqual(usual);
  });

  it.each([
    ['--learning-rate -1', '--learning-rate', 'a number, at least 0'],
    ['--learning-rate much', '--learning-rate', 'a number, at least 0'],
    ['--steps 6', '--steps', 'a whole number, at least 1 and at most 5'],
    ['--steps 1.5', '--steps', 'a whole number, at least 1 and at most 5'],
    ['--how odd', '--how', 'plain, fancy'],
  ])('refuse %s with the name of the flag and its range', async (line, flag, range) => {
    const error = await read(line).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain(flag);
    expect((error as Error).message).toContain(range);
  });

  it('refuse settings that do not go together', async () => {
    await expect(read('--steps 5 --fast')).rejects.toMatchObject({
      code: 'BAD_FLAG',
      details: { flag: '--steps', reason: 'must be below 5 with fast' },
    });
    await expect(read('--extra-share 0.5')).rejects.toMatchObject({
      code: 'BAD_FLAG',
      details: { flag: '--extra-share', reason: expect.stringContaining('applies only with --extra-size') },
    });
  });

  it('show description, unit, range and default in the help', () => {
    const command = new Command('work');
    const help = new SettingOptions(Block).addTo(command).helpInformation().replace(/\s+/g, ' ');
    expect(help).toContain('--learning-rate <x> peak learning rate [number, at least 0] (default: 0.1)');
    expect(help).toContain('--steps <n> steps (default: all) [steps; whole number, at least 1 and at most 5]');
    expect(help).toContain('--how <name> way of doing it (choices: "plain", "fancy", default: "plain")');
  });
});
