import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { UnisonoError } from './errors.js';
import type { PositionedYaml } from './yaml-position.js';

/**
 * The typed error for a schema violation in a YAML file: UNKNOWN_KEY if there is one, since a misspelt key is
 * also a missing one, else BAD_SETTING for the first problem. Both name the line.
 */
export function settingsError(path: string, yaml: PositionedYaml, schema: z.ZodType, error: z.ZodError): UnisonoError {
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const unknown = issue.keys[0] as string;
    const known = keysAt(schema, issue.path, yaml.value);
    const near = nearest(unknown, known);
    return new UnisonoError('UNKNOWN_KEY', {
      path,
      line: yaml.lineOf([...issue.path, unknown]),
      key: [...issue.path, unknown].join('.'),
      hint: near === undefined ? '' : `, did you mean "${near}"?`,
      known: known.join(', '),
    });
  }
  const issue = error.issues[0] as z.core.$ZodIssue;
  const line = yaml.lineOf(issue.path);
  const reason = `${reasonOf(issue, yaml.value)} (line ${line})`;
  return new UnisonoError('BAD_SETTING', { path, line, key: issue.path.join('.') || 'the file', reason });
}

/** The member of `known` that `key` is probably a typo of; case, `-` and `_` do not count. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(plain(key), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best && best.edits < key.length && best.edits <= Math.max(2, key.length / 3) ? best.candidate : undefined;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Known keys of the schema at a path, in its order; for a discriminated union those of the chosen alternative. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], file: unknown): string[] {
  const root = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  let value = file;
  let nodes = chosen(alternatives(root, root), value);
  for (const key of path) {
    value = Object(value)[key];
    nodes = chosen(
      nodes.flatMap((node) => alternatives(child(node, key), root)),
      value,
    );
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Alternatives whose constants match the value or are defaults; all alternatives if none match. */
function chosen(nodes: readonly JsonSchema[], value: unknown): readonly JsonSchema[] {
  const fitting = nodes.filter((node) =>
    Object.entries(node.properties ?? {}).every(([key, property]) => {
      const { const: constant, default: usual } = Object(property) as { const?: unknown; default?: unknown };
      return constant === undefined || (Object(value)[key] ?? usual) === constant;
    }),
  );
  return fitting.length > 0 ? fitting : nodes;
}

/** The schema at a key of an object or record, or at an index of a list. */
function child(node: JsonSchema, key: PropertyKey): JsonSchema {
  const { properties, items, additionalProperties: rest } = node as Record<string, unknown>;
  const found = (properties as Record<string, JsonSchema> | undefined)?.[String(key)] ?? items ?? rest;
  return (typeof found === 'object' && found !== null ? found : {}) as JsonSchema;
}

/** A schema with references followed, or the members of a union. */
function alternatives(node: JsonSchema, root: JsonSchema): JsonSchema[] {
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(node.$ref ?? '')?.[1];
  const target = (name === undefined ? node : (root.$defs?.[name] ?? {})) as JsonSchema;
  const members = target.anyOf ?? target.oneOf;
  return members ? members.flatMap((member) => alternatives(member as JsonSchema, root)) : [target];
}

function reasonOf(issue: z.core.$ZodIssue, file: unknown): string {
  let value: unknown = file;
  for (const key of issue.path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  if (value === undefined || (issue.path.length > 0 && file === null)) return 'is required';
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return message.replace(/^(Invalid (input|option)|Too (small|big)): /, '').replaceAll('"|"', '", "');
}
