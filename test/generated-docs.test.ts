import { describe, expect, it } from 'vitest';
import { generatedDocuments } from '../tools/docs/generated.js';

describe('what documents say from the code', () => {
  it.each(generatedDocuments())('$document is as npm run docs:generated writes it', ({ text, expected }) => {
    expect(text).toBe(expected);
  });
});
