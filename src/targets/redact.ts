import type { Secret } from './target.js';

/** Shorter values would be found everywhere and hide nothing. */
const SHORTEST = 6;

/**
 * Replaces every secret in a text, also as it looks inside JSON or a URL, by the name of its environment variable. A value
 * of fewer than six characters is left alone.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const { variable, value } of secrets) {
    if (value.length < SHORTEST) continue;
    const forms = new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
    for (const form of forms) clean = clean.replaceAll(form, `[${variable}]`);
  }
  return clean;
}
