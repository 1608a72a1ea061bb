import type { ParameterSpec, ParameterValue } from '../methods/method.js';
import { badSetting } from './bad-setting.js';
import type { GradientSetting, ParameterSetting, ParameterSettings, ScalarSetting } from './merge-settings.js';

/**
 * The value of a setting for one tensor, as mergekit evaluates it: of a list with filters the first whose filter is a part
 * of the tensor's name; of a list of numbers the linear interpolation at depth `t` (0 the first number, 1 the last); of a
 * list of booleans the one at floor(t (n - 1)). Undefined where no filter matches.
 * Throws BAD_SETTING for a value of the wrong type or range.
 */
export function evaluateSetting(
  spec: ParameterSpec,
  setting: ParameterSetting,
  tensor: string,
  t: number,
): ParameterValue | undefined {
  if (typeof setting !== 'object') return checked(spec, setting);
  if (!Array.isArray(setting)) return matches(setting.filter, tensor) ? gradientAt(spec, setting.value, t) : undefined;
  if (typeof setting[0] !== 'object') return gradientAt(spec, setting as ScalarSetting[], t);
  const conditions = setting as Exclude<ParameterSetting, GradientSetting | unknown[]>[];
  const match = conditions.find(({ filter }) => matches(filter, tensor));
  return match === undefined ? undefined : gradientAt(spec, match.value, t);
}

function matches(filter: string | null | undefined, tensor: string): boolean {
  return filter == null || filter === '*' || tensor.includes(filter);
}

function gradientAt(spec: ParameterSpec, value: GradientSetting, t: number): ParameterValue {
  if (!Array.isArray(value)) return checked(spec, value);
  const values = value.map((element) => checked(spec, element));
  const place = t * (values.length - 1);
  const before = Math.trunc(place);
  if (spec.type === 'boolean') return values[before] as boolean;
  const [low, high] = [before, Math.min(values.length - 1, before + 1)].map((i) => values[i] as number);
  const share = place - before;
  return checked(spec, (1 - share) * (low as number) + share * (high as number));
}

/** mergekit reads YAML 1.1, which has more words for booleans than the YAML 1.2 that is read here. */
const TRUTH_WORDS: Readonly<Record<string, boolean>> = { yes: true, on: true, no: false, off: false };

function checked(spec: ParameterSpec, value: ScalarSetting): ParameterValue {
  const plain = typeof value === 'string' ? (TRUTH_WORDS[value.trim().toLowerCase()] ?? value) : value;
  if (spec.type === 'boolean') {
    if (plain === true || plain === 1) return true;
    if (plain === false || plain === 0) return false;
    throw bad(spec, `${JSON.stringify(value)} is not true or false`);
  }
  const number = Number(plain);
  if (!Number.isFinite(number)) throw bad(spec, `${JSON.stringify(value)} is not a number`);
  if (spec.type === 'integer' && !Number.isInteger(number)) throw bad(spec, `${number} is not a whole number`);
  if (spec.minimum !== undefined && number < spec.minimum) throw bad(spec, `${number} is below ${spec.minimum}`);
  if (spec.maximum !== undefined && number > spec.maximum) throw bad(spec, `${number} is above ${spec.maximum}`);
  return number;
}

function bad({ name }: ParameterSpec, reason: string): Error {
  return badSetting(`parameters.${name}`, reason);
}

/**
 * A parameter's value for one tensor: the first of several places that sets it, else the default. Undefined for an optional
 * parameter that is not given. Throws BAD_SETTING for a missing one.
 *
 * @param model names the model in errors
 */
export function resolveParameter(
  spec: ParameterSpec,
  sources: readonly (ParameterSettings | null | undefined)[],
  tensor: string,
  t: number,
  model?: string,
): ParameterValue | undefined {
  for (const source of sources) {
    const setting = source?.[spec.name];
    const value = setting === undefined ? undefined : evaluateSetting(spec, setting, tensor, t);
    if (value !== undefined) return value;
  }
  if (spec.default !== undefined) return spec.default;
  if (spec.optional) return undefined;
  throw bad(spec, `is missing for tensor "${tensor}"${model === undefined ? '' : ` of model ${model}`}`);
}
