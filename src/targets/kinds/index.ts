import { embedded } from './embedded-target.js';
import { http } from './http-target.js';
import { openAi } from './openai-target.js';
import { recorded } from './recorded-target.js';

/** Every kind of target, in the order in which they are documented and in which an argument is tried. */
export const TARGET_KINDS = [http, openAi, embedded, recorded] as const;
