import { describe, expect, it } from 'vitest';
import type { ParameterSpec } from '../methods/method.js';
import { evaluateSetting, resolveParameter } from './evaluate-setting.js';

const weight: ParameterSpec = { name: 'weight', type: 'number', scope: 'model', description: '' };
const flag: ParameterSpec = { name: 'normalize', type: 'boolean', scope: 'shared', default: true, description: '' };
const count: ParameterSpec = { name: 'max_iter', type: 'integer', scope: 'shared', minimum: 0, description: '' };

describe('evaluateSetting', () => {
  it('takes scalars, as text too', () => {
    expect(evaluateSetting(weight, 0.5, 'x', 0)).toBe(0.5);
    expect(evaluateSetting(weight, '1e-3', 'x', 0)).toBe(0.001);
    expect(evaluateSetting(weight, true, 'x', 0)).toBe(1);
    expect(evaluateSetting(flag, 0, 'x', 0)).toBe(false);
    expect(['yes', 'Off', 'ON', 'no'].map((word) => evaluateSetting(flag, word, 'x', 0))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('interpolates a list over depth', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((t) => evaluateSetting(weight, [0, 1, 0], 'x', t))).toEqual([0, 0.5, 1, 0.5, 0]);
    expect([0, 0.5, 1].map((t) => evaluateSetting(weight, [0.1, 0.2, 0.7], 'x', t))).toEqual([0.1, 0.2, 0.7]);
    expect([0, 0.9, 1].map((t) => evaluateSetting(flag, [true, false], 'x', t))).toEqual([true, true, false]);
    expect(evaluateSetting(weight, [3], 'x', 1)).toBe(3);
  });

  it('takes the first filter that is a part of the name', () => {
    const setting = [
      { filter: 'self_attn', value: [0, 1] },
      { filter: 'mlp', value: 0.2 },
      { filter: '*', value: 9 },
    ];
    expect(evaluateSetting(weight, setting, 'model.layers.0.self_attn.q_proj.weight', 0.5)).toBe(0.5);
    expect(evaluateSetting(weight, setting, 'model.layers.0.mlp.up_proj.weight', 0.5)).toBe(0.2);
    expect(evaluateSetting(weight, setting, 'model.norm.weight', 0.5)).toBe(9);
    expect(evaluateSetting(weight, { filter: 'mlp', value: 1 }, 'model.norm.weight', 0)).toBeUndefined();
    expect(evaluateSetting(weight, { filter: null, value: 1 }, 'model.norm.weight', 0)).toBe(1);
  });

  it.each([
    [weight, 'much', '"much" is not a number'],
    [flag, 2, '2 is not true or false'],
    [count, 1.5, '1.5 is not a whole number'],
    [count, -1, '-1 is below 0'],
    [count, [1, 2], '1.5 is not a whole number'],
  ] as const)('refuses what is not the parameter: %j', (spec, value, reason) => {
    expect(() => evaluateSetting(spec, value as number, 'x', 0.5)).toThrow(
      expect.objectContaining({ code: 'BAD_SETTING', message: expect.stringContaining(reason) }),
    );
  });
});

describe('resolveParameter', () => {
  it('takes the first place that says anything, then the default', () => {
    const places = [undefined, { weight: { filter: 'mlp', value: 1 } }, { weight: 2 }];
    expect(resolveParameter(weight, places, 'a.mlp.b', 0)).toBe(1);
    expect(resolveParameter(weight, places, 'a.norm', 0)).toBe(2);
    expect(resolveParameter(flag, places, 'a', 0)).toBe(true);
    expect(() => resolveParameter(weight, [], 'a', 0, 'some/model')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('is missing for tensor "a" of model some/model') }),
    );
    expect(resolveParameter({ ...weight, optional: true }, [], 'a', 0)).toBeUndefined();
  });
});
