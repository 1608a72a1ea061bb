import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeModelConfig } from './model-config.js';

it('writes the floats of a config as floats, and leaves everything else alone', () => {
  const dir = mkdtempSync(join(tmpdir(), 'unisono-config-'));
  const config = {
    model_type: '"rope_theta": 5',
    final_logit_softcapping: 30,
    attn_logit_softcapping: null,
    rms_norm_eps: 1e-6,
    hidden_size: 32,
    rope_scaling: { factor: 8, original_max_position_embeddings: 8192, rope_theta: 10000 },
  };
  writeModelConfig(join(dir, 'config.json'), config);
  const text = readFileSync(join(dir, 'config.json'), 'utf8');
  rmSync(dir, { recursive: true });
  expect(JSON.parse(text)).toEqual(config);
  expect(text).toContain('"final_logit_softcapping": 30.0,\n');
  expect(text).toContain('"attn_logit_softcapping": null,');
  expect(text).toContain('"rms_norm_eps": 0.000001,');
  expect(text).toContain('"hidden_size": 32,');
  expect(text).toContain('"factor": 8.0,\n');
  expect(text).toContain('"rope_theta": 10000.0\n');
  expect(text).toContain('"model_type": "\\"rope_theta\\": 5",');
});
