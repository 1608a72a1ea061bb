import { z } from 'zod';
import { unsafeJson } from '../core/json-shape.js';

/** The value in an answer, or why the answer does not match the schema. */
export type ReadJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** `schema` as JSON Schema in the dialect of structured output: every object closed. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  return rest;
}

/** The instruction for servers without structured output. */
export function schemaInstruction(schema: z.ZodType): string {
  return `Answer with JSON only, of this JSON Schema: ${JSON.stringify(jsonSchemaOf(schema))}`;
}

/**
 * The JSON value in an answer: the whole text, the content of a code fence, or the text from the first bracket to the last,
 * because models often add other text. Never throws.
 */
export function readJsonAnswer(text: string, schema: z.ZodType): ReadJson {
  let reason = 'no JSON in it';
  for (const candidate of candidates(text)) {
    const unfit = unsafeJson(candidate);
    if (unfit !== undefined) {
      reason = unfit;
      continue;
    }
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      continue;
    }
    const checked = schema.safeParse(value);
    if (checked.success) return { ok: true, value: checked.data };
    reason = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`).join('; ');
  }
  return { ok: false, reason };
}

function candidates(text: string): string[] {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const bracketed = /[{[][\s\S]*[}\]]/.exec(text)?.[0];
  return [...new Set([text.trim(), fenced?.trim(), bracketed].filter((part) => part !== undefined))];
}
