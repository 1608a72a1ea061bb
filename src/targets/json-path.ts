import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';
import { UnisonoError } from '../core/errors.js';

const environment = new JSONPathEnvironment();

/**
 * Compiles a JSONPath (RFC 9535), for example `$.choices[0].message.content`.
 *
 * @param where names the setting in errors
 * @throws BAD_SETTING where it is not valid
 */
export function compileJsonPath(path: string, where: { readonly path: string; readonly key: string }): JSONPathQuery {
  try {
    return environment.compile(path);
  } catch (error) {
    const reason = `${JSON.stringify(path)} is not a JSONPath (${(error as Error).message}); one begins with $, as $.answer`;
    throw new UnisonoError('BAD_SETTING', { ...where, reason }, { cause: error });
  }
}

/** The values that a JSONPath selects, in the document's order. */
export function select(query: JSONPathQuery, document: unknown): unknown[] {
  return query.query(document as JSONValue).values();
}
