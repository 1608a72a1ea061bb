import { expect, it } from 'vitest';
import { RingMemory } from './ring-memory.js';

/** A promise and what settles it. */
function pending(): { promise: Promise<void>; settle: () => void } {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

it('hands out what is free, and waits for the oldest where nothing is', async () => {
  const ring = new RingMemory(1024, 256);
  const [a, b] = [pending(), pending()];
  expect(await ring.take(100, a.promise)).toBe(1024);
  expect(await ring.take(128, b.promise)).toBe(1152);
  let taken: number | undefined;
  const third = ring.take(64, Promise.resolve()).then((address) => {
    taken = address;
  });
  b.settle();
  await new Promise((resolve) => setTimeout(resolve));
  expect(taken).toBeUndefined();
  a.settle();
  await third;
  expect(taken).toBe(1024);
  expect(await ring.take(256, Promise.resolve())).toBe(1024);
});

it('is empty when everything that was taken is free', async () => {
  const ring = new RingMemory(0, 256);
  const { promise, settle } = pending();
  await ring.take(200, promise);
  let empty = false;
  const emptied = ring.empty().then(() => {
    empty = true;
  });
  await new Promise((resolve) => setTimeout(resolve));
  expect(empty).toBe(false);
  settle();
  await emptied;
});
