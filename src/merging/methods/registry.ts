import { arceeFusion } from './arcee-fusion.js';
import { consistencyDareTies } from './consistency-dare-ties.js';
import { TASK_ARITHMETIC_FAMILY } from './family-members.js';
import { karcher } from './karcher.js';
import { linear } from './linear.js';
import type { MergeMethod } from './method.js';
import { modelStock } from './model-stock.js';
import { multislerp } from './multislerp.js';
import { nearswap } from './nearswap.js';
import { nuslerp } from './nuslerp.js';
import { passthrough } from './passthrough.js';
import { sce } from './sce.js';
import { slerp } from './slerp.js';

/** Every merge method, by the name that configurations use. */
export const METHODS: ReadonlyMap<string, MergeMethod> = new Map(
  [
    linear,
    slerp,
    nuslerp,
    multislerp,
    karcher,
    ...TASK_ARITHMETIC_FAMILY,
    sce,
    modelStock,
    nearswap,
    arceeFusion,
    passthrough,
    consistencyDareTies,
  ].map((method) => [method.name, method]),
);
