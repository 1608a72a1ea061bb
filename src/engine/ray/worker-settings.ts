import { z } from 'zod';

/** How the workers of a job run. */
export const WorkerSettings = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: 'Workers of one training, which share every batch.', unit: 'workers' }),
  resources: z
    .record(z.string().min(1), z.number().min(0))
    .meta({ description: 'Ray resources of each worker, such as {CPU: 4, GPU: 1}.' }),
  strategy: z
    .enum(['ddp', 'fsdp'])
    .meta({ description: 'ddp: every worker holds the whole model; fsdp: a part of it each.' }),
  precision: z.enum(['fp32', 'bf16']).meta({ description: 'Precision of the arithmetic.' }),
  device: z.enum(['cpu', 'cuda']).meta({ description: 'Device of every worker.' }),
});
export type WorkerSettings = Readonly<z.output<typeof WorkerSettings>>;
