import { expect, it } from 'vitest';
import { settleAll } from './settle-all.js';

it('gives all values, and throws the first error only once everything has ended', async () => {
  expect(await settleAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
  let ended = false;
  const slow = new Promise<void>((done) =>
    setTimeout(() => {
      ended = true;
      done();
    }, 20),
  );
  await expect(settleAll([Promise.reject(new Error('first')), slow])).rejects.toThrow('first');
  expect(ended).toBe(true);
});
