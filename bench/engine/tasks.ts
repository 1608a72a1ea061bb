/** The timed tasks: sizes, and token ids identical on both sides. */
export const TASKS = {
  /** One optimizer step of full fine-tuning; every token is a target. */
  full: { rows: 4, length: 256, warmUp: 1, times: 2 },
  /** One optimizer step of a LoRA adapter, rank 16 on every linear map. */
  lora: { rows: 4, length: 256, warmUp: 1, times: 2 },
  /** The logits after a prompt. */
  prefill: { rows: 1, length: 256, warmUp: 1, times: 5 },
  /** 32 more tokens after a prompt, one sequence. */
  decode1: { rows: 1, length: 192, warmUp: 1, times: 3 },
  /** 32 more tokens after a prompt, eight sequences. */
  decode8: { rows: 8, length: 192, warmUp: 1, times: 3 },
} as const;

export type TaskName = keyof typeof TASKS;

export const NEW_TOKENS = 32;
export const RANK = 16;

/** The JSON line printed by a process of either side. */
export interface Measured {
  readonly seconds: readonly number[];
  /** Of the process, in MB. */
  readonly peakRss: number;
  /** Result to compare: the last loss, a logit, or the sum of the generated token ids. */
  readonly result: number;
}

/** Token ids [rows][length] below the vocabulary's 49,152, the same in bench/engine/peer.py. */
export function tokenIds(rows: number, length: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length }, (_, position) => (7919 * (row * length + position) + 104_729) % 49_152),
  );
}
