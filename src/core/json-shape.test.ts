import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unsafeJson } from './json-shape.js';

describe('unsafeJson', () => {
  it('finds keys that occur twice in one object, however they are spelt', () => {
    expect(unsafeJson('{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}')).toBeUndefined();
    expect(unsafeJson('{"a":1,"a":2}')).toBe('key "a" occurs twice in one object');
    expect(unsafeJson('[{"x":{"a":[],"\\u0061":{}}}]')).toBe('key "a" occurs twice in one object');
    expect(unsafeJson('{"":1 , "" :2}')).toBe('key "" occurs twice in one object');
    expect(unsafeJson('{"a":"a","b":["b","b"],"c\\"":"{\\"a\\":1,\\"a\\":1}"}')).toBeUndefined();
    expect(unsafeJson('{"__proto__":1,"constructor":2}')).toBeUndefined();
  });

  it('accepts whatever JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => unsafeJson(JSON.stringify(value)) === undefined));
  });

  it('refuses nesting and counts that would take too much memory', () => {
    expect(unsafeJson('['.repeat(64) + ']'.repeat(64))).toBeUndefined();
    expect(unsafeJson('['.repeat(1e6))).toBe('it is nested more than 64 deep');
    expect(unsafeJson(`[${'0,'.repeat(4e6)}0]`)).toBe('it has more than 4000000 values');
  });

  it('never fails on what is no JSON', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",\\a:1 ') }), (text) => void unsafeJson(text)));
    expect(unsafeJson('{"a')).toBeUndefined();
    expect(unsafeJson('}}]],,')).toBeUndefined();
  });
});
