/**
 * Relation of two answers: `same`, the same string; `alike`, other strings with ROUGE-L F1 above the threshold;
 * `different`; `empty`, at least one of them holds nothing but white space.
 */
export const AGREEMENTS = ['same', 'alike', 'different', 'empty'] as const;
/** One of {@link AGREEMENTS}. */
export type Agreement = (typeof AGREEMENTS)[number];

/** Whether an agreement counts for RS. */
export function agrees(agreement: Agreement): boolean {
  return agreement === 'same' || agreement === 'alike';
}
