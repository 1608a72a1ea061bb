import pluralize from 'pluralize';
import { describe, expect, it } from 'vitest';
import { pluralForm, singularForm } from './plural-forms.js';

describe('plural forms', () => {
  it.each([
    ['brownie', 'brownies'],
    ['Lens', 'Lenses'],
    ['GAS', 'GASES'],
    ['card', 'cards'],
    ['child', 'children'],
  ])('%s, %s', (one, many) => {
    expect(pluralForm(one)).toBe(many);
    expect(singularForm(many)).toBe(one);
    expect(pluralForm(many)).toBe(many);
    expect(singularForm(one)).toBe(one);
  });

  it('leave the rules of the package as every other importer knows them', () => {
    expect(pluralForm('virus')).toBe('viruses');
    expect(pluralize.plural('virus')).toBe('viri');
    expect(pluralize.singular('brownies')).toBe('browny');
  });
});
