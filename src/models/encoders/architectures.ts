import type { EncoderArchitecture } from './architecture.js';
import { bert } from './bert.js';
import { mpnet } from './mpnet.js';
import { roberta } from './roberta.js';
import { xlmRoberta } from './xlm-roberta.js';

/** Every encoder architecture that can be run. */
export const ENCODER_ARCHITECTURES: readonly EncoderArchitecture[] = [bert, roberta, xlmRoberta, mpnet];
