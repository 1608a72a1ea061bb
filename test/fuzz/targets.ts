import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RandomStream } from '../../src/core/random.js';
import { importGguf } from '../../src/importing/import-gguf.js';
import { loadModel } from '../../src/models/model-directory.js';
import { openCheckpoint } from '../../src/tensors/checkpoint.js';
import { openSafetensors, writeSafetensors } from '../../src/tensors/safetensors.js';
import { writeRandomModel } from '../small-project.js';
import { mutateBytes, mutateJson } from './mutate.js';

/** Something that reads files from strangers. */
export interface Target {
  readonly name: string;
  /** Writes a damaged input; returns its bytes, to be kept if it shows a fault. */
  damage(random: RandomStream): Uint8Array | string;
  /** Reads it; may throw typed errors only. */
  read(): unknown;
}

const FIXTURES = fileURLToPath(new URL('../../src/importing/fixtures/', import.meta.url));
const GGUFS = ['llama', 'llama3', 'mistral', 'gemma3', 'phi3', 'qwen2'];
/** Up to where the vocabulary begins there is most to go wrong, but it is the least of the bytes. */
const GGUF_HEADS = [1_500, 20_000];

/** All targets, working in a scratch folder. */
export function targets(folder: string): Target[] {
  return [safetensors(folder), checkpoint(folder), ...GGUFS.map((name) => gguf(folder, name))];
}

function safetensors(folder: string): Target {
  const path = join(folder, 'x.safetensors');
  writeSafetensors(path, [
    { name: 'a', dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'b', dtype: 'BF16', shape: [4], data: Float32Array.of(1, 2, 3, 4) },
    { name: 'c', dtype: 'F16', shape: [], data: Float32Array.of(1) },
  ]);
  const original = readFileSync(path);
  const headerEnd = 8 + Number(original.readBigUInt64LE(0));
  const header = JSON.parse(original.toString('utf8', 8, headerEnd));
  return {
    name: 'safetensors',
    damage(random) {
      let bytes: Uint8Array;
      if (random.uniform() < 0.5) bytes = mutateBytes(random, original, headerEnd);
      else {
        const json = Buffer.from(mutateJson(random, header));
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(json.length));
        bytes = Buffer.concat([length, json, original.subarray(headerEnd)]);
      }
      writeFileSync(path, bytes);
      return bytes;
    },
    read() {
      const file = openSafetensors(path);
      try {
        for (const name of file.tensors.keys()) file.read(name);
      } finally {
        file.close();
      }
    },
  };
}

/** A directory with two shards: config, index and weights must fit each other. */
function checkpoint(folder: string): Target {
  const dir = join(folder, 'model');
  writeRandomModel(dir, 3);
  const whole = openCheckpoint(dir);
  const shards: Record<string, string> = {};
  const parts = [0, 1].map((part) => whole.names.filter((_, i) => i % 2 === part));
  for (const [part, names] of parts.entries()) {
    const file = `model-0000${part + 1}-of-00002.safetensors`;
    writeSafetensors(
      join(dir, file),
      names.map((name) => ({ name, ...whole.info(name), data: whole.read(name) })),
    );
    for (const name of names) shards[name] = file;
  }
  whole.close();
  rmSync(join(dir, 'model.safetensors'));
  const index = { metadata: { total_size: 1 }, weight_map: shards };
  const config = JSON.parse(readFileSync(join(dir, 'config.json'), 'utf8'));
  return {
    name: 'checkpoint',
    damage(random) {
      const [name, document] =
        random.uniform() < 0.6 ? ['config.json', config] : ['model.safetensors.index.json', index];
      writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
      writeFileSync(join(dir, 'model.safetensors.index.json'), JSON.stringify(index));
      const text = mutateJson(random, document);
      writeFileSync(join(dir, name), text);
      return `${name}\n${text}`;
    },
    read: () => loadModel(dir),
  };
}

function gguf(folder: string, name: string): Target {
  const path = join(folder, `${name}.gguf`);
  const out = join(folder, `${name}-out`);
  cpSync(join(FIXTURES, `${name}.gguf`), path);
  const original = readFileSync(path);
  return {
    name: `gguf ${name}`,
    damage(random) {
      const header = GGUF_HEADS[random.uniform() < 0.7 ? 0 : 1] as number;
      const bytes = mutateBytes(random, original, header);
      writeFileSync(path, bytes);
      rmSync(out, { recursive: true, force: true });
      return bytes;
    },
    read: () => importGguf(path, out),
  };
}
