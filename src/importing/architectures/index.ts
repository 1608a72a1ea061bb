import type { Architecture } from './architecture.js';
import { gemma2, gemma3 } from './gemma.js';
import { llama } from './llama.js';
import { phi3 } from './phi3.js';
import { qwen2 } from './qwen2.js';
import { qwen3 } from './qwen3.js';

/** The architectures that can be imported. To add one: a file with its weights and config, and a line here. */
export const ARCHITECTURES: readonly Architecture[] = [llama, qwen2, qwen3, gemma2, gemma3, phi3];
