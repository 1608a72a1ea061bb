import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../../core/files.js';
import { ENCODER_ARCHITECTURES } from '../../models/encoders/architectures.js';
import { encoderParameterShapes } from '../../models/encoders/encoder.js';
import { EncoderConfig } from '../../models/encoders/encoder-config.js';
import { sineEncoder } from '../../models/encoders/fixtures/sine-encoder.contract.js';
import { writeSafetensors } from '../../tensors/safetensors.js';

interface Golden {
  readonly config: Record<string, unknown>;
  /** Content of the files beside model and tokenizer; modules as pairs of type and folder. */
  readonly files: Record<string, unknown> & { readonly 'modules.json': readonly [type: string, path: string][] };
  readonly embeddings: readonly number[][];
}

const FIXTURE = JSON.parse(readFileSync(new URL('../fixtures/sentence-transformers.json', import.meta.url), 'utf8'));

/** What Python's sentence-transformers makes of `SENTENCES`, by model type. */
export const GOLDEN: Readonly<Record<string, Golden>> = FIXTURE.models;
export const SENTENCES: readonly string[] = FIXTURE.sentences;

const TOKENIZERS = new URL('../../text/fixtures/families/', import.meta.url).pathname;

/**
 * Writes the small model of the fixture, as tools/oracle/sentence_transformers_tiny.py does.
 *
 * @param changes content by file name, in place of the fixture's; undefined leaves a file out
 */
export function writeSentenceTransformer(dir: string, kind: string, changes: Record<string, unknown> = {}): void {
  const { config, files } = GOLDEN[kind] as Golden;
  const architecture = ENCODER_ARCHITECTURES.find(({ modelType }) => modelType === kind)!;
  const transformer = join(dir, files['modules.json'][0]![1]);
  mkdirSync(transformer, { recursive: true });
  writeJson(join(transformer, 'config.json'), config);
  copyFileSync(join(TOKENIZERS, kind, 'tokenizer.json'), join(transformer, 'tokenizer.json'));
  const settings = readJson(join(TOKENIZERS, kind, 'tokenizer_config.json'), z.looseObject({}));
  const { model_max_length = settings.model_max_length, 'modules.json': modules, ...rest } = files;
  writeJson(join(transformer, 'tokenizer_config.json'), { ...settings, model_max_length });
  const parsed = EncoderConfig.parse({ ...architecture.defaults, ...config });
  const shapes = encoderParameterShapes(architecture, parsed);
  const tensors = [...sineEncoder(architecture, parsed)].map(([name, data]) => ({
    name,
    dtype: 'F32' as const,
    shape: shapes.get(name) as readonly number[],
    data,
  }));
  writeSafetensors(join(transformer, 'model.safetensors'), tensors, { format: 'pt' });
  const contents: Record<string, unknown> = {
    'modules.json': modules.map(([type, path], idx) => ({ idx, name: String(idx), path, type })),
    ...rest,
    ...changes,
  };
  for (const [name, content] of Object.entries(contents)) {
    if (content === undefined) continue;
    const path = join(name.startsWith('sentence_') ? transformer : dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeJson(path, content);
  }
}
