import { describe, expect, it } from 'vitest';
import { secretMask } from './secrets.js';

const KEY = 'sk-"very"/secret-0123456789';

describe('secretMask', () => {
  it('hides a secret as text, JSON, URL and base64 write it', () => {
    const mask = secretMask([{ value: KEY }]);
    const forms = [KEY, JSON.stringify(KEY).slice(1, -1), encodeURIComponent(KEY), btoa(KEY)];
    expect(forms.map((form) => mask(`before ${form}, after`))).toEqual([
      ...Array(3).fill('before ***, after'),
      expect.stringMatching(/^before \*\*\*=*, after$/),
    ]);
  });

  it('hides parts of six characters, no shorter ones', () => {
    const mask = secretMask([{ value: KEY }]);
    expect(mask('the key that ends in 456789 is wrong')).toBe('the key that ends in *** is wrong');
    expect(mask('56789')).toBe('56789');
    expect(secretMask([{ value: 'none' }])('none')).toBe('none');
  });

  it('names the variable that holds a secret', () => {
    const mask = secretMask([{ variable: 'KEY', value: 'abcdefgh' }, { value: 'ijklmnop' }]);
    expect(mask('x abcdefghijklmnop y')).toBe('x [KEY]*** y');
  });

  it('leaves parts of a secret alone where only whole ones are to go', () => {
    const mask = secretMask([{ variable: 'KEY', value: 'customer-key' }], { whole: true });
    expect(mask('Dear customer, customer-key')).toBe('Dear customer, [KEY]');
  });

  it('changes nothing else, and needs no secret', () => {
    expect(secretMask([])(KEY)).toBe(KEY);
    expect(secretMask([{ value: 'abcdefgh' }])('abcde fgh 😀')).toBe('abcde fgh 😀');
  });
});
