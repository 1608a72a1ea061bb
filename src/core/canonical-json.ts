/**
 * JSON with object keys sorted by code unit and no white space: equal values give equal text. As in `JSON.stringify`,
 * undefined properties are left out and `toJSON` is called.
 * Throws TypeError, naming the place, for what JSON cannot hold: NaN, infinities, functions, symbols, bigints, Map,
 * Set, and undefined outside an object.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object' || value instanceof Map || value instanceof Set) {
    throw new TypeError(`${path} is ${String(value)}, which JSON cannot hold`);
  }
  if (Array.isArray(value)) return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), path);
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${path}.${key}`)}`);
  return `{${fields.join(',')}}`;
}
