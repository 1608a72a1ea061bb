import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson, readText } from '../core/files.js';
import { unsafeJson } from '../core/json-shape.js';
import { openSafetensors, type SafetensorsFile } from './safetensors.js';
import type { OtherTypes, TensorInfo } from './safetensors-header.js';

const CONFIG = 'config.json';
const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
/** Largest size of a config or index in bytes; the index of a model with 100,000 tensors has 10 MB. */
const LONGEST_JSON = 1 << 26;

const configSchema = z.record(z.string(), z.unknown());
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** An open Hugging Face model directory; tensors are read on demand from one or several safetensors files. */
export interface Checkpoint {
  readonly dir: string;
  /** The content of config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Tensor names, sorted. */
  readonly names: readonly string[];
  /** Element type and shape; throws TENSOR_MISSING. */
  info(name: string): TensorInfo;
  /** The tensor's elements as float32, in row-major order; throws TENSOR_MISSING, WEIGHT_NOT_FINITE for infinities and NaN. */
  read(name: string): Float32Array;
  /** Fills `target` with the tensor's bytes from byte `offset` on. */
  readInto(name: string, offset: number, target: Uint8Array): void;
  close(): void;
}

/**
 * Opens a model directory: config.json, and model.safetensors or model.safetensors.index.json with its shards.
 * Throws NOT_A_MODEL for a directory without them or an index that points outside, BAD_JSON or BAD_DOCUMENT for a
 * broken config or index, TENSOR_MISSING for a tensor that the index lists but its shard lacks, BAD_SAFETENSORS,
 * TENSOR_DTYPE. A config with more layers than tensors is NOT_A_MODEL: every layer has a tensor.
 *
 * `otherTypes`: see `openSafetensors`.
 */
export function openCheckpoint(dir: string, { otherTypes }: { otherTypes?: OtherTypes } = {}): Checkpoint {
  if (!existsSync(join(dir, CONFIG))) throw notAModel(dir, `no ${CONFIG}`);
  const config = readDocument(join(dir, CONFIG), configSchema);
  if (existsSync(join(dir, SINGLE))) {
    const file = openSafetensors(join(dir, SINGLE), otherTypes);
    return new OpenCheckpoint(dir, config, new Map([...file.tensors.keys()].map((name) => [name, file])));
  }
  if (!existsSync(join(dir, INDEX))) throw notAModel(dir, `neither ${SINGLE} nor ${INDEX}`);
  return new OpenCheckpoint(dir, config, openShards(dir, otherTypes));
}

/** Reads an untrusted JSON document. Throws BAD_JSON, BAD_DOCUMENT. */
function readDocument<T>(path: string, schema: z.ZodType<T>): T {
  const bytes = statSync(path).size;
  const reason = bytes > LONGEST_JSON ? `it has ${bytes} bytes, more than ${LONGEST_JSON}` : unsafeJson(readText(path));
  if (reason !== undefined) throw new UnisonoError('BAD_DOCUMENT', { path, reason });
  return readJson(path, schema);
}

function notAModel(path: string, reason: string): UnisonoError {
  return new UnisonoError('NOT_A_MODEL', { path, reason });
}

function openShards(dir: string, otherTypes?: OtherTypes): Map<string, SafetensorsFile> {
  const { weight_map: weightMap } = readDocument(join(dir, INDEX), indexSchema);
  const shards = new Map<string, SafetensorsFile>();
  const files = new Map<string, SafetensorsFile>();
  try {
    for (const [tensor, shard] of Object.entries(weightMap)) {
      const path = resolveShard(dir, shard);
      const file = shards.get(path) ?? openSafetensors(path, otherTypes);
      shards.set(path, file);
      if (file.tensors.has(tensor)) files.set(tensor, file);
      else if (otherTypes !== 'skip') throw new UnisonoError('TENSOR_MISSING', { path, tensor });
    }
  } catch (error) {
    for (const file of shards.values()) file.close();
    throw error;
  }
  return files;
}

/**
 * The shard's path after following links. It must be inside the directory, or in the blobs folder that the
 * snapshots of a Hugging Face cache link to (models--x/snapshots/<commit>/ -> models--x/blobs/).
 */
function resolveShard(dir: string, shard: string): string {
  const root = realpathSync(dir);
  const path = resolve(root, shard);
  if (!path.startsWith(root + sep)) throw notAModel(dir, `${INDEX} names "${shard}", which is outside the directory`);
  if (!existsSync(path)) throw notAModel(dir, `${INDEX} names "${shard}", which does not exist`);
  const real = realpathSync(path);
  const snapshots = dirname(root);
  const blobs = basename(snapshots) === 'snapshots' ? join(dirname(snapshots), 'blobs') : root;
  if (!real.startsWith(root + sep) && !real.startsWith(blobs + sep)) {
    throw notAModel(dir, `${INDEX} names "${shard}", a link that leads outside the directory`);
  }
  return path;
}

class OpenCheckpoint implements Checkpoint {
  readonly names: readonly string[];

  constructor(
    readonly dir: string,
    readonly config: Readonly<Record<string, unknown>>,
    private readonly files: ReadonlyMap<string, SafetensorsFile>,
  ) {
    this.names = [...files.keys()].sort();
    const { num_hidden_layers: layers } = config;
    if (typeof layers === 'number' && layers > this.names.length) {
      this.close();
      throw notAModel(dir, `${CONFIG} says num_hidden_layers = ${layers}, there are ${this.names.length} tensors`);
    }
  }

  info(name: string): TensorInfo {
    return this.file(name).tensors.get(name)!;
  }

  read(name: string): Float32Array {
    const file = this.file(name);
    const values = file.read(name);
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      if (!Number.isFinite(value)) {
        throw new UnisonoError('WEIGHT_NOT_FINITE', { path: file.path, tensor: name, value, index });
      }
    }
    return values;
  }

  readInto(name: string, offset: number, target: Uint8Array): void {
    this.file(name).readInto(name, offset, target);
  }

  close(): void {
    for (const file of new Set(this.files.values())) file.close();
  }

  private file(name: string): SafetensorsFile {
    const file = this.files.get(name);
    if (file === undefined) throw new UnisonoError('TENSOR_MISSING', { path: this.dir, tensor: name });
    return file;
  }
}
