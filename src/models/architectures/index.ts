import type { Architecture } from './architecture.js';
import { gemma2 } from './gemma2.js';
import { gemma3 } from './gemma3.js';
import { llama } from './llama.js';
import { mistral } from './mistral.js';
import { phi3 } from './phi3.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';

/** All supported decoder architectures. */
export const ARCHITECTURES: readonly Architecture[] = [llama, mistral, qwen2, qwen3, gemma2, gemma3, phi3];
