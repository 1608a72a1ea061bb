import { arceeFusion } from './arcee-fusion.js';
import { breadcrumbs } from './breadcrumbs.js';
import { breadcrumbsTies } from './breadcrumbs-ties.js';
import { consistencyDareTies } from './consistency-dare-ties.js';
import { dareLinear } from './dare-linear.js';
import { dareTies } from './dare-ties.js';
import { della } from './della.js';
import { dellaLinear } from './della-linear.js';
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
import { taskArithmetic } from './task-arithmetic.js';
import { ties } from './ties.js';

/** Every merge method, by the name that configurations use. */
export const METHODS: ReadonlyMap<string, MergeMethod> = new Map(
  [
    linear,
    slerp,
    nuslerp,
    multislerp,
    karcher,
    taskArithmetic,
    ties,
    dareLinear,
    dareTies,
    della,
    dellaLinear,
    breadcrumbs,
    breadcrumbsTies,
    sce,
    modelStock,
    nearswap,
    arceeFusion,
    passthrough,
    consistencyDareTies,
  ].map((method) => [method.name, method]),
);
