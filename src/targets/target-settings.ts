import { z } from 'zod';
import { TARGET_KINDS } from './kinds/index.js';

type SettingsOf<Kinds extends readonly { readonly settings: unknown }[]> = {
  readonly [I in keyof Kinds]: Kinds[I]['settings'];
};

/** The file of a target: the settings of one of the {@link TARGET_KINDS}. Paths in it are relative to its folder. */
export const TargetSettings = z.discriminatedUnion(
  'kind',
  TARGET_KINDS.map(({ settings }) => settings) as unknown as SettingsOf<typeof TARGET_KINDS>,
);
export type TargetSettings = z.output<typeof TargetSettings>;
