import { normalizeQuestion } from '../../core/dataset.js';
import { cosine } from '../../encoding/cosine.js';
import type { Gate, GateContext } from './gates/gate.js';
import { identical } from './gates/identical.js';
import { language } from './gates/language.js';
import { meaning } from './gates/meaning.js';
import { nearDuplicate } from './gates/near-duplicate.js';
import { otherQuestion } from './gates/other-question.js';
import { shape } from './gates/shape.js';
import { type Band, similarityBand } from './gates/similarity-band.js';

/** Other wordings of a question that were proposed. */
export interface Proposal {
  readonly id: string;
  readonly question: string;
  /** Wordings that there are already. */
  readonly known: readonly string[];
  readonly candidates: readonly string[];
}

/** A candidate that a gate refused, and why. */
export interface Refused {
  readonly id: string;
  readonly text: string;
  readonly gate: string;
  readonly reason: string;
}

/** What proposed paraphrases are compared with, and how many are kept. */
export interface FilterOptions {
  /** All questions of the data set. */
  readonly questions: readonly string[];
  /** Kept for each question, at most; default all. */
  readonly most?: number | undefined;
  /** Embeddings of length 1; without it nothing is asked about similarity. */
  readonly encode?: ((texts: readonly string[]) => Promise<readonly Float32Array[]>) | undefined;
  readonly band: Band;
}

/** The gates, in the order in which a candidate passes them: the cheap ones first. */
const CHEAP: readonly Gate[] = [shape, identical, otherQuestion, language, meaning];

/**
 * Lets candidates through the gates: shape, identical, other-question, language, meaning, similarity, near-duplicate; the
 * first to refuse one is its reason. What passes beyond `most` is refused as "surplus".
 */
export async function filterProposals(
  proposals: readonly Proposal[],
  options: FilterOptions,
): Promise<{ readonly kept: { readonly id: string; readonly text: string }[]; readonly refused: Refused[] }> {
  const { encode, band, most = Number.POSITIVE_INFINITY } = options;
  const all = new Set(options.questions.map(normalizeQuestion));
  const refused: Refused[] = [];
  const passes = (gates: readonly Gate[], id: string, text: string, context: GateContext): boolean => {
    for (const gate of gates) {
      const reason = gate.refuses(text, context);
      if (reason === undefined) continue;
      refused.push({ id, text, gate: gate.name, reason });
      return false;
    }
    return true;
  };

  const left = proposals.map((proposal) => {
    const { id, question, known } = proposal;
    const context = { question, others: known, otherQuestions: all };
    // Its own text is refused as identical before it could be taken for another question.
    const candidates = proposal.candidates
      .map((text) => text.trim())
      .filter((text) => passes(CHEAP, id, text, context));
    return { ...proposal, candidates };
  });
  const similarities = encode ? await similaritiesOf(left, encode) : undefined;

  const kept: { id: string; text: string }[] = [];
  const last = [similarityBand(band), nearDuplicate];
  for (const [i, { id, question, known, candidates }] of left.entries()) {
    const others = [...known];
    for (const [j, text] of candidates.entries()) {
      const context = { question, others, otherQuestions: all, similarity: similarities?.[i]?.[j] };
      if (!passes(last, id, text, context)) continue;
      if (others.length - known.length >= most) {
        refused.push({ id, text, gate: 'surplus', reason: `${most} rewordings of the question are already kept` });
        continue;
      }
      others.push(text);
      kept.push({ id, text });
    }
  }
  return { kept, refused };
}

/** Cosine similarity of every candidate to its question; each text is encoded once. */
async function similaritiesOf(
  proposals: readonly Proposal[],
  encode: NonNullable<FilterOptions['encode']>,
): Promise<number[][]> {
  const texts = [...new Set(proposals.flatMap(({ question, candidates }) => [question, ...candidates]))];
  const rows = await encode(texts);
  const rowOf = new Map(texts.map((text, i) => [text, rows[i]!]));
  return proposals.map(({ question, candidates }) =>
    candidates.map((text) => cosine(rowOf.get(question)!, rowOf.get(text)!)),
  );
}
