import { z } from 'zod';

/** One line of a public set: a question, its human rewordings, the passages that answer it, reference answers. */
export const Item = z.object({
  id: z.string(),
  question: z.string(),
  variants: z.array(z.object({ kind: z.string(), text: z.string() })),
  contexts: z.array(z.object({ id: z.string(), text: z.string() })).min(1),
  answers: z.array(z.string()).min(1),
});
export type Item = z.infer<typeof Item>;

/** Number of questions per split; the remainder is unused. */
export interface Sizes {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
  /** More questions like those of `dev`, for weights that are learned. Default: none. */
  readonly learn?: number;
}

/** Settings to convert a public set into the data set of a RAG system. */
export interface PublicSet {
  /** Its file, under the folder of public data. */
  readonly file: string;
  readonly sizes: Sizes;
  /** The title under which an item's passages are searched. */
  readonly title: (item: Item) => string;
  /** Contexts of an item that are searched, from the first. Default: all. */
  readonly contexts?: number;
  /** Words after which a reference answer is cut at the end of a sentence. Default: it is taken whole. */
  readonly answerWords?: number;
  /** Drops human rewordings that `classify` judges not equivalent. Default: all are kept. */
  readonly judged?: boolean;
}
