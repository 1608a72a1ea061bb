import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEngine } from '../../src/engine/embedded/embedded-engine.js';
import { readClusterAddress } from '../../src/engine/ray/cluster-address.js';
import { JobsClient } from '../../src/engine/ray/jobs-client.js';
import { RayEngine, type RayEngineOptions } from '../../src/engine/ray/ray-engine.js';

/** The cluster at UNISONO_RAY_ADDRESS, which shares this machine's temporary folder. */
export function openRay(changes: Partial<RayEngineOptions> = {}): RayEngine {
  return new RayEngine({
    client: openClient(),
    storage: newStorage(),
    ...{ workers: 1, resources: { CPU: 1 }, strategy: 'ddp', precision: 'fp32', device: 'cpu' },
    local: new EmbeddedEngine(0),
    poll: 200,
    ...changes,
  });
}

export function openClient(): JobsClient {
  return new JobsClient({ address: readClusterAddress(undefined) });
}

export function newStorage(): string {
  return mkdtempSync(join(tmpdir(), 'unisono-storage-'));
}
