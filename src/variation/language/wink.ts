import { createRequire } from 'node:module';
import type { WinkMethods } from 'wink-nlp';

/**
 * wink-nlp with its model of English and the parts of it that are named. It is loaded on the first call: it takes a third of a
 * second, which whoever only reads the list of kinds should not pay.
 */
export function loadWink(parts: readonly string[]): WinkMethods {
  const load = createRequire(import.meta.url);
  const winkNLP = load('wink-nlp') as typeof import('wink-nlp').default;
  return winkNLP(load('wink-eng-lite-web-model'), [...parts]);
}
