import { createRequire } from 'node:module';
import type { WinkMethods } from 'wink-nlp';

/**
 * wink-nlp with its model of English and the parts of it that are named. It is loaded on the first call, because loading
 * takes a third of a second and the list of kinds does not need it.
 */
export function loadWink(parts: readonly string[]): WinkMethods {
  const load = createRequire(import.meta.url);
  const winkNLP = load('wink-nlp') as typeof import('wink-nlp').default;
  return winkNLP(load('wink-eng-lite-web-model'), [...parts]);
}
