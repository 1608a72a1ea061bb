import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { openSafetensors, type SafetensorsFile } from './safetensors.js';
import type { OtherTypes, TensorInfo } from './safetensors-header.js';

const CONFIG = 'config.json';
const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

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
  /** The tensor's elements as float32, in row-major order; throws TENSOR_MISSING. */
  read(name: string): Float32Array;
  /** Fills `target` with the tensor's bytes from byte `offset` on. */
  readInto(name: string, offset: number, target: Uint8Array): void;
  close(): void;
}

/**
 * Opens a model directory: config.json, and model.safetensors or model.safetensors.index.json with its shards.
 * Throws NOT_A_MODEL for a directory without them or an index that points outside, BAD_JSON or BAD_DOCUMENT for a
 * broken config or index, TENSOR_MISSING for a tensor that the index promises and its shard lacks, BAD_SAFETENSORS,
 * TENSOR_DTYPE.
 *
 * @param options.otherTypes see `openSafetensors`
 */
export function openCheckpoint(dir: string, { otherTypes }: { otherTypes?: OtherTypes } = {}): Checkpoint {
  if (!existsSync(join(dir, CONFIG))) throw notAModel(dir, `no ${CONFIG}`);
  const config = readJson(join(dir, CONFIG), configSchema);
  if (existsSync(join(dir, SINGLE))) {
    const file = openSafetensors(join(dir, SINGLE), otherTypes);
    return new OpenCheckpoint(dir, config, new Map([...file.tensors.keys()].map((name) => [name, file])));
  }
  if (!existsSync(join(dir, INDEX))) throw notAModel(dir, `neither ${SINGLE} nor ${INDEX}`);
  return new OpenCheckpoint(dir, config, openShards(dir, otherTypes));
}

function notAModel(path: string, reason: string): UnisonoError {
  return new UnisonoError('NOT_A_MODEL', { path, reason });
}

function openShards(dir: string, otherTypes?: OtherTypes): Map<string, SafetensorsFile> {
  const { weight_map: weightMap } = readJson(join(dir, INDEX), indexSchema);
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
 * The shard's path, once links are followed. It must lie within the directory, or in the blobs folder that the
 * snapshots of a Hugging Face cache link to (models--x/snapshots/<commit>/ -> models--x/blobs/).
 */
function resolveShard(dir: string, shard: string): string {
  const root = realpathSync(dir);
  const path = resolve(root, shard);
  if (!path.startsWith(root + sep)) throw notAModel(dir, `${INDEX} names "${shard}", outside the directory`);
  if (!existsSync(path)) throw notAModel(dir, `${INDEX} names "${shard}", which does not exist`);
  const real = realpathSync(path);
  const snapshots = dirname(root);
  const blobs = basename(snapshots) === 'snapshots' ? join(dirname(snapshots), 'blobs') : root;
  if (!real.startsWith(root + sep) && !real.startsWith(blobs + sep)) {
    throw notAModel(dir, `${INDEX} names "${shard}", a link to outside the directory`);
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
  }

  info(name: string): TensorInfo {
    return this.file(name).tensors.get(name)!;
  }

  read(name: string): Float32Array {
    return this.file(name).read(name);
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
