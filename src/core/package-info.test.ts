import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dependencyVersions, PACKAGE_ROOT, packageVersion } from './package-info.js';

describe('package info', () => {
  it('finds its own package', () => {
    expect(existsSync(join(PACKAGE_ROOT, 'package.json'))).toBe(true);
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('lists what is installed, in order', () => {
    const versions = dependencyVersions();
    expect(versions.map(([name]) => name)).toEqual(versions.map(([name]) => name).sort());
    expect(Object.fromEntries(versions)).toMatchObject({ zod: expect.stringMatching(/^4\./) });
  });
});
