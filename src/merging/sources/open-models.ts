import { openCheckpoint } from '../../tensors/checkpoint.js';
import { badSetting } from '../config/bad-setting.js';
import type { LocatedModels } from '../config/merge-config.js';
import type { MergeSettings, ModelSetting } from '../config/merge-settings.js';
import {
  type ModelReference,
  parseModelReference,
  referenceText,
  resolveModelPath,
} from '../config/model-reference.js';
import { LoraAdapter } from './lora-adapter.js';
import type { PlannedModel } from './planned-source.js';
import type { OpenModel } from './tensor-reader.js';

/** The models of a merge, open, by the order in which the configuration first names them. */
export class OpenModels {
  readonly planned: PlannedModel[] = [];
  readonly open: OpenModel[] = [];
  private readonly indices = new Map<string, number>();

  /**
   * @param folders where relative paths are looked up
   * @param located folders of models by reference, if already known
   */
  constructor(
    private readonly folders: readonly string[],
    private readonly located: LocatedModels | undefined,
  ) {}

  /** The index of a model; opens it when it is first asked for. Throws as `openCheckpoint` and `LoraAdapter.open` do. */
  index(setting: ModelSetting, name?: string): number {
    const reference = parseModelReference(setting);
    const label = referenceText(reference);
    const known = this.indices.get(label);
    if (known === undefined) return this.add(reference, label, name);
    if (name !== undefined && this.planned[known]!.name !== name) {
      if (this.planned[known]!.name !== label) throw badSetting('name', `model ${label} has two names`);
      this.rename(known, name);
    }
    return known;
  }

  close(): void {
    for (const { checkpoint, lora } of this.open) {
      checkpoint.close();
      lora?.close();
    }
  }

  private add({ model, lora }: ModelReference, label: string, name = label): number {
    if (this.planned.some((other) => other.name === name)) throw badSetting('name', `two models are named "${name}"`);
    const known = this.located?.get(label);
    const dir = known?.dir ?? resolveModelPath(model, this.folders);
    const adapter = lora === undefined ? undefined : (known?.lora ?? resolveModelPath(lora, this.folders));
    const checkpoint = openCheckpoint(dir);
    try {
      this.open.push({ checkpoint, lora: adapter === undefined ? undefined : openAdapter(adapter, checkpoint) });
    } catch (error) {
      checkpoint.close();
      throw error;
    }
    this.planned.push({ label, name, dir, lora: adapter });
    this.indices.set(label, this.planned.length - 1);
    return this.planned.length - 1;
  }

  private rename(index: number, name: string): void {
    if (this.planned.some((other) => other.name === name)) throw badSetting('name', `two models are named "${name}"`);
    this.planned[index] = { ...this.planned[index]!, name };
  }
}

/** Opens models as a plan lists them. */
export function openPlanned(models: readonly PlannedModel[]): OpenModel[] {
  const open: OpenModel[] = [];
  try {
    for (const { dir, lora } of models) {
      const checkpoint = openCheckpoint(dir);
      open.push({ checkpoint, lora: undefined });
      if (lora !== undefined) open[open.length - 1] = { checkpoint, lora: LoraAdapter.open(lora) };
    }
    return open;
  } catch (error) {
    closeModels(open);
    throw error;
  }
}

export function closeModels(open: readonly OpenModel[]): void {
  for (const { checkpoint, lora } of open) {
    checkpoint.close();
    lora?.close();
  }
}

/** Opens an adapter and checks that every weight it changes is in the model and fits. */
function openAdapter(dir: string, checkpoint: OpenModel['checkpoint']): LoraAdapter {
  const adapter = LoraAdapter.open(dir);
  try {
    for (const weight of adapter.targets) adapter.check(weight, checkpoint.info(weight).shape);
  } catch (error) {
    adapter.close();
    throw error;
  }
  return adapter;
}

/** Every model reference of a configuration with its name, the base first, else in the order of the file. */
export function referencedModels(settings: MergeSettings): { setting: ModelSetting; name?: string | undefined }[] {
  const parts = [settings, ...Object.values(settings.modules ?? {})];
  return [
    ...(settings.base_model ? [{ setting: settings.base_model }] : []),
    ...parts.flatMap(({ models }) => (models ?? []).map(({ model, name }) => ({ setting: model, name }))),
    ...parts.flatMap(({ slices }) =>
      (slices ?? []).flatMap(({ sources, base_model }) => [
        ...(base_model ? [{ setting: base_model }] : []),
        ...sources.map(({ model, name }) => ({ setting: model, name })),
      ]),
    ),
  ];
}
