import { z } from 'zod';

/** A setting as it is declared, for help texts and tables. */
export interface Setting {
  /** Keys from the outermost block on: ["triplet", "alpha"]. */
  readonly path: readonly string[];
  readonly description: string;
  readonly unit: string | undefined;
  readonly default: unknown;
  readonly form: 'number' | 'whole number' | 'switch' | 'choice' | 'list' | 'text';
  /** What a choice is between; what a list may be instead. */
  readonly choices: readonly string[];
  /** What values are allowed: "whole number, at least 1". */
  readonly range: string;
  /** Whether its block cannot do without it. */
  readonly required: boolean;
  /** Whether its block has no effect unless it is given. */
  readonly inOptionalBlock: boolean;
  readonly schema: z.ZodType;
}

interface Node {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Node[];
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** Limits beyond these keep out mistakes and are not worth a word. */
const HUGE = 1e9;

/** The settings of a block and of the blocks in it, in the order of their declaration. */
export function settingsOf(block: z.ZodObject): Setting[] {
  return walk(block, [], false);
}

function walk(block: z.ZodObject, above: readonly string[], inOptionalBlock: boolean): Setting[] {
  return Object.entries(block.shape as Record<string, z.ZodType>).flatMap(([key, schema]) => {
    const path = [...above, key];
    const bare = unwrap(schema);
    const optional = schema.safeParse(undefined).success;
    if (bare instanceof z.ZodObject) {
      return walk(bare, path, inOptionalBlock || (optional && schema.parse(undefined) === undefined));
    }
    const node = z.toJSONSchema(schema, { io: 'input' }) as Node;
    const form = formOf(node);
    const { description = '', unit } = node;
    return [
      {
        ...{ path, description, unit, default: node.default, form, schema },
        choices: node.enum ?? (node.anyOf ?? []).flatMap((each) => each.const ?? []),
        range: rangeOf(node, form),
        ...{ required: !optional, inOptionalBlock },
      },
    ];
  });
}

/** The schema without what makes it optional or gives it a default. */
function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

function formOf({ type, enum: choices, anyOf }: Node): Setting['form'] {
  if (choices) return 'choice';
  if (type === 'integer') return 'whole number';
  if (type === 'number') return 'number';
  if (type === 'boolean') return 'switch';
  return type === 'array' || anyOf?.some((each) => each.type === 'array') ? 'list' : 'text';
}

function rangeOf(node: Node, form: Setting['form']): string {
  if (form === 'choice') return (node.enum as readonly string[]).join(', ');
  if (form === 'list') return ['list', ...(node.anyOf ?? []).flatMap((each) => each.const ?? [])].join(', or ');
  if (form === 'switch') return 'true or false';
  const limits = [
    ...(node.minimum !== undefined && node.minimum > -HUGE ? [`at least ${node.minimum}`] : []),
    ...(node.exclusiveMinimum !== undefined ? [`above ${node.exclusiveMinimum}`] : []),
    ...(node.maximum !== undefined && node.maximum < HUGE ? [`at most ${node.maximum}`] : []),
    ...(node.exclusiveMaximum !== undefined ? [`below ${node.exclusiveMaximum}`] : []),
  ];
  return [form, ...(limits.length > 0 ? [limits.join(' and ')] : [])].join(', ');
}
