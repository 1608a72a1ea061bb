import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves lists in order', () => {
    expect(canonicalJson({ b: [2, { d: null, c: 'ü' }], a: 1.5, 10: true, 9: false })).toBe(
      '{"10":true,"9":false,"a":1.5,"b":[2,{"c":"ü","d":null}]}',
    );
  });

  it('leaves out undefined properties and calls toJSON', () => {
    expect(canonicalJson({ a: undefined, b: new URL('file:///x') })).toBe('{"b":"file:///x"}');
  });

  it.each([
    ['NaN', { a: [0, Number.NaN] }, '$.a[1] is NaN'],
    ['infinity', Number.POSITIVE_INFINITY, '$ is Infinity'],
    ['a bigint', { a: 1n }, '$.a is 1'],
    ['a Map', { a: new Map() }, '$.a is [object Map]'],
    ['undefined in a list', [undefined], '$[0] is undefined'],
  ])('refuses %s and says where', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('means the same as JSON.stringify and ignores the order of insertion', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(record));
      }),
    );
  });
});
