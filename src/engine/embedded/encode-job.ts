import { readJsonLines } from '../../core/files.js';
import { loadEncoder } from '../../encoding/load-encoder.js';
import { writeSafetensors } from '../../tensors/safetensors.js';
import type { EncodeJob, OnProgress } from '../engine.js';
import { QueryRecord } from '../records.js';

/** Carries out an `EncodeJob` in this thread. */
export async function runEncodeJob(job: EncodeJob, onProgress: OnProgress): Promise<void> {
  const encoder = loadEncoder(job.encoder);
  const queries = readJsonLines(job.queries, QueryRecord);
  const rows = encoder.encode(queries.map(({ text }) => text));
  const size = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) data.set(row, i * size);
  writeSafetensors(job.out, [{ name: 'embeddings', dtype: 'F32', shape: [rows.length, size], data }], {
    encoder: encoder.name,
  });
  onProgress(queries.length, queries.length);
}
