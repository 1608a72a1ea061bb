import { readJsonLines } from '../../core/files.js';
import { loadEncoder } from '../../encoding/load-encoder.js';
import type { SessionOptions } from '../../graph/session.js';
import { writeSafetensors } from '../../tensors/safetensors.js';
import type { EncodeJob, OnProgress } from '../engine.js';
import { QueryRecord } from '../records.js';

/** Runs an `EncodeJob` in this thread. */
export async function runEncodeJob(job: EncodeJob, options: SessionOptions, onProgress: OnProgress): Promise<void> {
  const encoder = loadEncoder(job.encoder, options);
  try {
    const queries = readJsonLines(job.queries, QueryRecord);
    const rows = await encoder.encode(
      queries.map(({ text }) => text),
      (count) => onProgress(count, queries.length),
    );
    const size = rows[0]?.length ?? 0;
    const data = new Float32Array(rows.length * size);
    for (const [i, row] of rows.entries()) data.set(row, i * size);
    writeSafetensors(job.out, [{ name: 'embeddings', dtype: 'F32', shape: [rows.length, size], data }], {
      encoder: encoder.name,
    });
  } finally {
    await encoder.release();
  }
}
