/** Clauses that can stand before or after what they belong to. */
const CLAUSE = '(?:if|when|once|while|after|before|unless|until|because|since|whenever|in case|as soon as|even if)';

/** Subjects that follow a conjunction; after a question word they would follow an auxiliary. */
const CLAUSE_SUBJECT =
  "(?:i|we|you|he|she|it|they|my|our|your|his|her|its|their|the|a|an|this|that|these|those|someone|somebody|there|one|i'm|i've|we're|we've|you're|it's|i’m|i’ve|it’s)";

const ASKING =
  '(?:how|what|where|which|who|whom|whose|why|when|can|could|do|does|did|is|are|was|were|will|would|should|shall|may|must|am|has|have)';

const FRONTED = new RegExp(
  `^(${CLAUSE} ${CLAUSE_SUBJECT}\\b[^,?.!;]*?|(?:in|on|for|with|at|using|from) [^,?.!;]{2,40}),\\s*(${ASKING} .+?)\\s*([?.!]*)$`,
  'iu',
);

/** Without its comma, only before an unmistakable question. */
const FRONTED_BARE = new RegExp(
  `^(${CLAUSE} ${CLAUSE_SUBJECT}\\b[^,?.!;]*?[^,?.!;\\s]) ((?:how|what|where|why|can|will|should|do|does|is) (?:i|we|you|it|they|to|do|does|can|should|is|will|happens|my|the)\\b[^?.!;]*?)\\s*([?.!]*)$`,
  'iu',
);

/** A question with its clause or phrase in front, taken apart. */
export interface FrontedQuestion {
  readonly front: string;
  readonly main: string;
  readonly mark: string;
}

/** Takes "If I lose my card, what do I do?" apart; undefined where nothing stands in front of the question. */
export function frontedQuestion(text: string): FrontedQuestion | undefined {
  const match = FRONTED.exec(text) ?? FRONTED_BARE.exec(text);
  return match === null ? undefined : { front: match[1]!, main: match[2]!, mark: match[3]! };
}

/** The question with what stands in front of it moved to its end, without a comma; the text itself where nothing does. */
export function clauseLast(text: string): string {
  const trimmed = text.trim();
  const parts = frontedQuestion(trimmed);
  return parts === undefined ? text : `${parts.main.replace(/,$/, '')} ${lowerStart(parts.front)}${parts.mark}`;
}

const TRAILING = new RegExp(`^(${ASKING} .*?[^,])(,)? (${CLAUSE} ${CLAUSE_SUBJECT}\\b[^,?.!;]*?)\\s*([?.!]*)$`, 'iu');

/** The question and its trailing clause, taken apart; undefined where it has none. */
export function trailingClause(text: string): FrontedQuestion | undefined {
  const match = TRAILING.exec(text);
  return match === null ? undefined : { main: match[1]!, front: match[3]!, mark: match[4]! };
}

function lowerStart(front: string): string {
  return front.charAt(0).toLowerCase() + front.slice(1);
}
