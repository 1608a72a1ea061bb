import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { EmbeddedEngine } from '../engine/embedded/embedded-engine.js';
import type { Engine } from '../engine/engine.js';
import { readClusterAddress } from '../engine/ray/cluster-address.js';
import { JobsClient } from '../engine/ray/jobs-client.js';
import { RayEngine } from '../engine/ray/ray-engine.js';

import { workerVersion } from '../engine/ray/worker-package.js';
import { WorkerSettings } from '../engine/ray/worker-settings.js';
import { Device } from '../graph/device.js';

const Count = z.int().min(1).max(1_000_000_000);

const Embedded = z.strictObject({
  kind: z.literal('embedded').optional().default('embedded'),
  device: Device.default('cpu').describe('Device that runs models. An unavailable device is an error.'),
  workers: Count.optional().describe('Parallel jobs. Default: 2, or 1 on a machine with one core.'),
});

const how = WorkerSettings.shape;

const Ray = z.strictObject({
  kind: z.literal('ray').describe('Trains and reads activations on a Ray cluster; answers are made on this machine.'),
  address: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Address of the Ray dashboard, such as https://head:8265. Default: UNISONO_RAY_ADDRESS, then RAY_ADDRESS.',
    ),
  storage: z.string().min(1).describe('Folder that this machine and every worker see under the same path.'),
  workers: how.workers.default(1),
  resources: how.resources.default({ CPU: 1 }),
  strategy: how.strategy.default('ddp'),
  precision: how.precision
    .optional()
    .meta({ description: 'Precision of the arithmetic. Default: bf16 on GPUs, fp32 on CPUs.' }),
  device: how.device
    .optional()
    .meta({ description: 'Device of the workers. Default: cuda if resources include a GPU.' }),
});

/** The engine that runs the models. */
export const EngineSettings = z.discriminatedUnion('kind', [Embedded, Ray], {
  error: ({ code }) => (code === 'invalid_union' ? 'expected one of "embedded", "ray"' : undefined),
});
export type EngineSettings = z.output<typeof EngineSettings>;

/** Checked settings, complete except the address, which may come from the environment. */
export type EngineConfig =
  | (z.output<typeof Embedded> & { readonly workers: number })
  | (z.output<typeof Ray> & Pick<WorkerSettings, 'device' | 'precision'>);

/** Work of an engine; see `Engine`. */
export type EngineVerb = 'train' | 'activations' | 'generate' | 'encode';

/** @param absolute makes a path of the settings absolute */
export function engineConfig(settings: EngineSettings, absolute: (path: string) => string): EngineConfig {
  if (settings.kind === 'embedded') return { ...settings, workers: settings.workers ?? localWorkers() };
  const device = settings.device ?? ((settings.resources.GPU ?? 0) > 0 ? 'cuda' : 'cpu');
  const precision = settings.precision ?? (device === 'cuda' ? 'bf16' : 'fp32');
  return { ...settings, storage: absolute(settings.storage), device, precision };
}

/** Throws RAY_ADDRESS for a cluster without an address; the cluster itself is not asked before its first job. */
export function openEngine(config: EngineConfig): Engine {
  if (config.kind === 'embedded') return new EmbeddedEngine(config.workers, config.device);
  const { address, kind: _, ...how } = config;
  const client = new JobsClient({ address: readClusterAddress(address) });
  return new RayEngine({ ...how, client, local: new EmbeddedEngine(localWorkers()) });
}

/**
 * The properties of the engine that affect results; undefined for the embedded engine on a CPU. Devices and engines round
 * differently, so their results are not interchangeable. The address of a cluster and its number of workers do not count.
 */
export function engineFingerprint(config: EngineConfig, verb: EngineVerb): object | undefined {
  const { kind, device } = config;
  if (kind === 'embedded') return device === 'cpu' ? undefined : { device };
  if (verb === 'generate' || verb === 'encode') return undefined;
  const precision = verb === 'train' ? config.precision : undefined;
  return { engine: { kind, device, precision, worker: workerVersion() } };
}

/** Settings as a report may show them: without the address of a cluster, which may be secret. */
export function withoutAddress(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { engine } = settings;
  if (typeof engine !== 'object' || engine === null || !('address' in engine)) return settings;
  const { address: _, ...shown } = engine;
  return { ...settings, engine: shown };
}

function localWorkers(): number {
  return Math.min(2, availableParallelism());
}
