import { nearest } from '../../core/settings-error.js';
import { METHODS } from '../methods/registry.js';
import type { MergeSettings } from './merge-settings.js';

/** A parameter that no method knows. */
export interface UnknownParameter {
  /** Its path in the settings, ending with its own name. */
  readonly place: readonly PropertyKey[];
  /** The nearest parameter of the method. */
  readonly near: string | undefined;
  /** The method's parameters. */
  readonly known: readonly string[];
}

/**
 * Checks every name under every `parameters`: returns the first name unknown to all methods, and the names that only other
 * methods take.
 */
export function checkParameters(settings: MergeSettings): { unknown?: UnknownParameter; unused: string[] } {
  const known = METHODS.get(settings.merge_method)?.parameters.map(({ name }) => name) ?? [];
  const any = new Set([...METHODS.values()].flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const foreign = parameterPlaces(settings).filter(({ name }) => !known.includes(name));
  const unknown = foreign.find(({ name }) => !any.has(name));
  const unused = [...new Set(foreign.map(({ name }) => name))].sort();
  if (!unknown) return { unused };
  const { place, name } = unknown;
  return { unknown: { place: [...place, name], near: nearest(name, known), known }, unused };
}

interface ParameterPlace {
  readonly place: readonly PropertyKey[];
  readonly name: string;
}

function parameterPlaces(node: unknown, place: readonly PropertyKey[] = []): ParameterPlace[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const at = [...place, Array.isArray(node) ? Number(key) : key];
    if (key === 'parameters' && value) return Object.keys(value).map((name) => ({ place: at, name }));
    return ['models', 'slices', 'modules', 'sources'].includes(key) || place.length > 0
      ? parameterPlaces(value, at)
      : [];
  });
}
