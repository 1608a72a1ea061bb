import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeConfig } from './merge-config.js';

const models = [{ model: 'a', parameters: { weight: 1 } }];
const refuses = (settings: object, message: string) =>
  expect(() => mergeConfig(settings as Parameters<typeof mergeConfig>[0])).toThrow(
    expect.objectContaining({ code: 'BAD_SETTING', message: expect.stringContaining(message) }),
  );

it('makes a configuration from settings, and YAML that says the same', () => {
  const settings = { merge_method: 'linear', models, parameters: { lambda: 0.5 } };
  const config = mergeConfig(settings, { seed: 3 });
  expect(config).toMatchObject({ settings, seed: 3, unusedParameters: ['lambda'] });
  expect(parse(config.text)).toEqual(settings);
  expect(mergeConfig(settings).seed).toBe(1);
});

it('refuses settings that are none', () => {
  refuses({ merge_method: 'linear' }, 'exactly one of models, slices and modules');
  refuses({ merge_method: 'lineer', models }, 'merge_method');
  refuses(
    { merge_method: 'linear', models, parameters: { weigth: 1 } },
    'parameters.weigth: is not known, did you mean',
  );
});
