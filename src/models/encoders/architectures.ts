import type { EncoderArchitecture } from './architecture.js';
import { bert } from './bert.js';
import { mpnet } from './mpnet.js';
import { roberta } from './roberta.js';
import { xlmRoberta } from './xlm-roberta.js';

/** All supported encoder architectures. */
export const ENCODER_ARCHITECTURES: readonly EncoderArchitecture[] = [bert, roberta, xlmRoberta, mpnet];
